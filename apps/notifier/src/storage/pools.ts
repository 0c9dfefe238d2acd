import type { Pool } from 'pg';
import { openPool, withSearchPath } from '#postgres';

/** Connections that resend. */
export const RESENDS = 2;

export interface PoolSettings {
  readonly DATABASE_URL: string;
  readonly READER_DATABASE_URL: string;
  readonly SMTP_CONCURRENCY: number;
}

/** Connections apart from each other: who waits for one holds up nobody else. */
export interface NotifierPools {
  /** Of the role that folds and mails. */
  readonly own: Pool;
  /** The same role, for strangers with a link. */
  readonly confirm: Pool;
  /** The same role, for an operator. */
  readonly operator: Pool;
  /** Of the role that answers readers: each sees one tenant at a time. */
  readonly readers: Pool;
  readonly resend: Pool;
  readonly cancels: Pool;
}

export function openPools(env: PoolSettings, onIdleError: (error: Error) => void): NotifierPools {
  const own = (applicationName: string, max: number): Pool =>
    openPool({ url: withSearchPath(env.DATABASE_URL, 'projection,mailing'), applicationName, max, onIdleError });
  const api = (applicationName: string, max: number): Pool =>
    openPool({ url: withSearchPath(env.READER_DATABASE_URL, 'mailing'), applicationName, max, onIdleError });
  return {
    own: own('notifier', 6 + env.SMTP_CONCURRENCY),
    confirm: own('notifier-confirm', 2),
    operator: own('notifier-operator', 1),
    readers: api('notifier-api', 6),
    resend: api('notifier-resend', RESENDS),
    cancels: api('notifier-cancels', 1),
  };
}
