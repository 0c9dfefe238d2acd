import type { Pool } from 'pg';
import type { ProjectionTransport } from '#consumer';
import { grantReadTeller } from '#outbox';
import {
  doorOfAll,
  KeySet,
  readerRate,
  ReaderRates,
  tableKeyCache,
  TableRevocations,
  TokenGuard,
  type Door,
  type FailedCredentials,
  type Logger,
} from '#service';
import { currentTraceparent } from '#telemetry';
import type { Projection } from './projection.js';
import type { ProjectionSettings } from './settings.js';

/** Before the operator's API the operator's credential, before all else a reader's token. */
export function doorOf(
  { described: { open } }: Pick<Projection, 'described'>,
  guard: TokenGuard,
  isOperator: Door,
): Door {
  const isReader = doorOfAll((request) => guard.admit(request));
  return (request) => {
    const route = request.routeOptions.url ?? '';
    if (open !== undefined && route.startsWith(open)) return false;
    return route.startsWith('/admin/') ? isOperator(request) : isReader(request);
  };
}

interface GuardParts {
  readonly settings: ProjectionSettings;
  readonly reader: Pool;
  /** Of the role that folds: it keeps the issuer's keys, which the reader's only reads. */
  readonly writer: Pool;
  readonly logger: Logger;
  readonly transport: ProjectionTransport;
  readonly failures: FailedCredentials;
}

export function guardOf(
  { audience }: { readonly audience: string },
  { settings, reader, writer, logger, transport, failures }: GuardParts,
): TokenGuard {
  const { JWKS_URL: url, TOKEN_ISSUER: issuer } = settings;
  return new TokenGuard({
    issuer,
    audience,
    failures,
    keys: new KeySet({ url, cache: tableKeyCache({ reads: reader, writes: writer }, url), logger }),
    revocations: new TableRevocations(reader),
    isCatchingUp: () => transport.isCatchingUp(),
    rates: new ReaderRates({ rate: readerRate(settings) }),
    onGranted: grantReadTeller(writer, currentTraceparent),
  });
}
