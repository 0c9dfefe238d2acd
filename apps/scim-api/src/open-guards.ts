import type { Pool } from 'pg';
import type { FailedCredentials, OperatorLookUp, TokenGuard } from '#service';
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
  /** Both of the role `admin`. */
  readonly admin: Pool;
  readonly tokens: Pool;
  readonly failures: Readonly<Record<'admin' | 'activity', FailedCredentials>>;
}

/** Who is let in by an operator's credential, and who by a token: to the admin API, and to the activity. */
export function openGuards(config: ScimApiConfig, { keys, admin, tokens, failures }: GuardParts): LetIn {
  const issuer = config.TOKEN_ISSUER ?? config.PUBLIC_URL;
  const of = (audience: 'admin' | 'activity'): TokenGuard =>
    ownGuard(audience, {
      issuer,
      keys,
      isLetIn: (kind, id) => isLetIn(tokens, kind, id),
      failures: failures[audience],
    });
  const operators = operatorsOf(admin, config.OPERATOR_TOKEN);
  return { operators, guards: { admin: of('admin'), activity: of('activity') } };
}
