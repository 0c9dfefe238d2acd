import type { Pool } from 'pg';
import { FailedSignIns, PostgresSignInStore } from '#outbox';
import { FailedCredentials, strangerRules, type Logger } from '#service';
import type { ScimApiConfig } from './config.js';
import { tenantOfAccount } from './storage/tenant-of-account.js';

type Surface = 'scim' | 'admin' | 'token' | 'activity';

export interface Failures {
  /** Each surface counts its own. */
  readonly failures: Readonly<Record<Surface, FailedCredentials>>;
  /** Those of operators and of readers; what a connection sends is in its activity, and its dead credentials are entries already. */
  readonly signIns: FailedSignIns;
}

/** Credentials that are none; what counts them for the audit log has begun. @param pool of the role `admin` */
export function openFailures(pool: Pool, config: ScimApiConfig, logger: Logger): Failures {
  const { SIGN_INS_WINDOW_MS: windowMs } = config;
  const store = new PostgresSignInStore(pool, windowMs, tenantOfAccount);
  const signIns = new FailedSignIns({ store, windowMs, log: logger });
  signIns.start();
  const strangers = strangerRules(config);
  const of = (surface: Surface): FailedCredentials =>
    new FailedCredentials({ surface, logger, strangers, ...(surface !== 'scim' && { signIns }) });
  return { failures: { scim: of('scim'), admin: of('admin'), token: of('token'), activity: of('activity') }, signIns };
}
