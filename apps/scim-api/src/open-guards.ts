import type { Pool } from 'pg';
import { grantReadTeller } from '#outbox';
import type { FailedCredentials, GrantedRead, OperatorLookUp, TokenGuard } from '#service';
import { currentTraceparent } from '#telemetry';
import type { ScimApiConfig } from './config.js';
import { ownGuard } from './http/own-guard.js';
import type { SigningKeys } from './storage/admin-signing-key.js';
import { isLetIn } from './storage/let-in.js';
import { operatorsOf } from './storage/operator-credentials.js';

export interface LetIn {
  readonly operators: OperatorLookUp;
  readonly guards: Readonly<Record<'admin' | 'activity', TokenGuard>>;
}

export interface GuardParts {
  readonly keys: SigningKeys;
  /** Of the role `admin`. */
  readonly admin: Pool;
  readonly tokens: Pool;
  /** The same role, for what commits. */
  readonly adminWrites: Pool;
  /** Wakes the relay. */
  readonly ring: () => void;
  readonly failures: Readonly<Record<'admin' | 'activity', FailedCredentials>>;
}

/** Who is let in by an operator's credential, and who by a token: to the admin API, and to the activity. */
export function openGuards(
  config: ScimApiConfig,
  { keys, admin, adminWrites, tokens, ring, failures }: GuardParts,
): LetIn {
  const issuer = config.TOKEN_ISSUER ?? config.PUBLIC_URL;
  const tell = grantReadTeller(adminWrites, currentTraceparent);
  const onGranted = (read: GrantedRead): Promise<void> => tell(read).then(ring);
  const of = (audience: 'admin' | 'activity'): TokenGuard =>
    ownGuard(audience, {
      ...(audience === 'activity' && { onGranted }),
      issuer,
      keys,
      isLetIn: (kind, id) => isLetIn(tokens, kind, id),
      failures: failures[audience],
    });
  const operators = operatorsOf(admin, config.OPERATOR_TOKEN);
  return { operators, guards: { admin: of('admin'), activity: of('activity') } };
}
