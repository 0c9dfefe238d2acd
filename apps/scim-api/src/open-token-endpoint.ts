import type { Pool } from 'pg';
import { shownAs, strangerRules, type FailedCredentials, type Logger } from '#service';
import type { ScimApiConfig } from './config.js';
import { ClientRates } from './http/token/client-rates.js';
import type { TokenEndpoint } from './http/token/token.controller.js';
import { ConsoleKeys } from './storage/console-keys.js';
import { Decisions } from './storage/decisions.js';
import type { Stamps } from './storage/stamps.js';
import { TokenClients } from './storage/token-clients.js';
import type { Assertions } from './tenants/assertions.js';
import { Exchange } from './tenants/exchange.js';

export interface TokenParts {
  /** Of the role `admin`. */
  readonly pool: Pool;
  readonly use: Stamps;
  readonly assertions: Assertions;
  readonly failures: FailedCredentials;
}

/** As clients reach it. */
export function tokenUrlOf({ PUBLIC_URL: url }: Pick<ScimApiConfig, 'PUBLIC_URL'>): string {
  return `${url}/oauth/token`;
}

/** All that the token endpoint asks, and what it keeps; close its decisions before the pool. */
export function openTokenEndpoint(
  { pool, use, assertions, failures }: TokenParts,
  config: ScimApiConfig,
  logger: Logger,
): TokenEndpoint & { readonly decisions: Decisions } {
  const { clientOf } = strangerRules(config);
  const networkOf: TokenEndpoint['networkOf'] = ({ raw }) => shownAs(clientOf(raw));
  return {
    clients: new TokenClients(pool),
    accessTokenLifetime: config.ACCESS_TOKEN_SECONDS,
    assertions,
    exchange: new Exchange({ consoles: new ConsoleKeys(pool), tokenUrl: tokenUrlOf(config) }),
    failures,
    rates: new ClientRates(),
    decisions: new Decisions(pool, logger),
    networkOf,
    onUse: (credentialId, request) => {
      // Of nearly every request of SCIM it is not: 2.7 % of a look-up's thread went into an address that nobody kept.
      if (use.isDue(credentialId)) use.note(credentialId, networkOf(request));
    },
  };
}
