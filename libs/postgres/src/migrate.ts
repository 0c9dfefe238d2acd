import { setTimeout as wait } from 'node:timers/promises';
import { DataSource, type Logger, type MixedList, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createProgressTable } from './backfill.js';
import { sqlState } from './commit.js';

export type Migrations = MixedList<new () => MigrationInterface>;

export interface MigrateOptions {
  /** Of the owner of the schema, never of a service's role. */
  readonly url: string;
  readonly migrations: Migrations;
  /** How long a lock is tried for, again and again, before the migration fails. */
  readonly patienceMs?: number;
}

/**
 * Whatever asks for a table behind a migration that waits for its lock waits with it, so the wait is short: after it the
 * migration steps aside, lets the others pass and asks again.
 */
export const LOCK_TIMEOUT_MS = 1_000;

const PATIENCE_MS = 300_000;
const STEP_ASIDE_MS = 500;

/**
 * Brings a database to the newest of `migrations` while services read and write it, and returns the names of those that
 * ran. Each is a transaction of its own, but for those that say `transaction: false`: an index that is built beside the
 * writers (`createIndexConcurrently`), a backfill in batches (`backfill`). A killed run is gone on with by the next one.
 * Two at once: the second waits (advisory lock).
 */
export async function migrate({ url, migrations, patienceMs = PATIENCE_MS }: MigrateOptions): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: migrations as never,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    logger: SILENT,
    // The advisory lock is a session's, so there must be one session beside the one that migrates.
    extra: { max: 2, options: `-c lock_timeout=${LOCK_TIMEOUT_MS}` },
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await takeTurn(lock);
    await createProgressTable(lock);
    const before = await namesOfThoseDone(lock);
    await untilUnlocked(() => source.runMigrations(), patienceMs);
    return (await namesOfThoseDone(lock)).filter((name) => !before.includes(name));
  } finally {
    await lock.release();
    await source.destroy();
  }
}

/** TypeORM writes a failed try to the console whatever `logging` says; what is given up is thrown. */
const SILENT: Logger = {
  log: () => undefined,
  logMigration: () => undefined,
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
};

/**
 * Asked for again and again instead of waited for: a statement that waits has a snapshot, and `create index concurrently`
 * waits for everybody who has an older one, hence for the very run that waits for it.
 */
async function takeTurn(session: QueryRunner): Promise<void> {
  for (;;) {
    const rows = (await session.query('select pg_try_advisory_lock($1::int, $2::int) as held', [
      MIGRATION_LOCK,
      0,
    ])) as readonly { readonly held: boolean }[];
    if (rows[0]?.held === true) return;
    await wait(STEP_ASIDE_MS);
  }
}

// "roll" in ASCII: any constant will do that nothing else in the database locks.
const MIGRATION_LOCK = 0x726f6c6c;

async function namesOfThoseDone(session: QueryRunner): Promise<string[]> {
  if (!(await session.hasTable('migrations'))) return [];
  const rows = (await session.query('select name from migrations order by id')) as readonly { readonly name: string }[];
  return rows.map(({ name }) => name);
}

async function untilUnlocked(attempt: () => Promise<unknown>, patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!PASSING.has(sqlState(error) ?? '')) throw error;
      if (Date.now() > end) throw new LockedOutError(error);
      await wait(STEP_ASIDE_MS);
    }
  }
}

// Lock not available (the timeout), and a deadlock with a writer, which PostgreSQL has ended.
const PASSING = new Set(['55P03', '40P01']);

export class LockedOutError extends Error {
  readonly code = 'locked-out';

  constructor(cause: unknown) {
    super(
      'a migration got no lock: a transaction has held its table all the time. End it (pg_stat_activity shows it, ' +
        'oldest xact_start first) and run the set-up again: it goes on where it stopped.',
      { cause },
    );
  }
}
