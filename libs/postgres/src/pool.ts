import { Pool, type PoolConfig } from 'pg';
import { observePool } from './instruments.js';
import { timesAsText } from './time-text.js';

export interface PoolOptions {
  /** `postgres://role:password@host:port/database` */
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly max: number;
  /** Milliseconds after which the server cancels a statement. */
  readonly statementTimeout?: number;
  /** Send queries without waiting for the answers of earlier ones on the same connection (pg ≥ 8.23). */
  readonly pipeline?: boolean;
  /** Rows have moments as texts, as `Date.toISOString` writes them. */
  readonly timesAsText?: boolean;
  /** Called when an idle connection breaks; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_STATEMENT_TIMEOUT_MS = 10_000;
/** What a server that cannot even cancel gets beyond that: one that stands still, or waits for its standby. */
const ANSWER_MARGIN_MS = 2_000;
/** With libuv's ten probes, one a second, a server that vanished is noticed after 20 s. */
const KEEPALIVE_AFTER_MS = 10_000;

/** A bounded pool. A connection is given up after 5 s, a statement after `statementTimeout` (10 s), or 2 s later by us. */
export function openPool(options: PoolOptions): Pool {
  const { statementTimeout = DEFAULT_STATEMENT_TIMEOUT_MS } = options;
  const config: PoolConfig & { pipeline?: boolean } = {
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout + ANSWER_MARGIN_MS,
    // A crashed process must not hold row locks: the server ends a transaction that waits for its client this long.
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
    ...(options.pipeline === true ? { pipeline: true } : {}),
    ...(options.timesAsText === true ? { types: timesAsText() } : {}),
  };
  const pool = new Pool(config);
  // Without a listener an 'error' of an idle connection ends the process (pg documentation, pool.on('error')).
  pool.on('error', options.onIdleError ?? ignore);
  observePool(pool, options.applicationName);
  return pool;
}

function ignore(): void {
  // The pool discards the broken connection; whoever needs one next gets a new one or an error of their own.
}
