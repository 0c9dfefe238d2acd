import { DataSource, type MixedList, type MigrationInterface } from 'typeorm';

export type Migrations = MixedList<new () => MigrationInterface>;

/**
 * Brings a database to the newest of `migrations`, each in a transaction of its own, and returns the names of those
 * that ran. Run as the owner of the schema, never as a service's role. Two at once: the second waits (advisory lock).
 */
export async function migrate(options: { url: string; migrations: Migrations }): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    migrations: options.migrations as never,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    // The lock below is a session's, so there must be one session beside the one that migrates.
    extra: { max: 2 },
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1::int, $2::int)', [MIGRATION_LOCK, 0]);
    const done = await source.runMigrations();
    return done.map((migration) => migration.name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}

// "roll" in ASCII: any constant will do that nothing else in the database locks.
const MIGRATION_LOCK = 0x726f6c6c;
