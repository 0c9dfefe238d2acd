import { Client, type ClientBase } from 'pg';
import type { Migrations } from './migrate.js';
import { sqlState } from './commit.js';

/** A process of a release whose migrations have not run: none of its statements can be trusted to work. */
export class SchemaTooOldError extends Error {
  readonly code = 'schema-too-old';

  constructor(database: string, missing: readonly string[]) {
    super(
      `the database "${database}" is older than this release needs: ${missing.length} of its migrations have not run ` +
        `(${missing.join(', ')}). Run the set-up of this release to its end, then start this process again.`,
    );
  }
}

/**
 * To be asked before a process starts. A database that cannot be asked is not older: that is for `/readyz` to say, which
 * asks {@link assertSchema} again.
 *
 * @throws SchemaTooOldError
 */
export async function refuseOlderSchema(url: string, needed: Migrations): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: ASKING_MS, query_timeout: ASKING_MS });
  // A connection that breaks meanwhile fails its query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await assertSchema(client, needed);
  } catch (error) {
    if (error instanceof SchemaTooOldError) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const ASKING_MS = 5_000;

/** @throws SchemaTooOldError unless all of `needed` have run; newer ones are no matter, so a release can be taken back */
export async function assertSchema(session: Pick<ClientBase, 'query'>, needed: Migrations): Promise<void> {
  const { name, done } = await migrationsDone(session);
  const missing = namesOf(needed).filter((migration) => !done.includes(migration));
  if (missing.length > 0) throw new SchemaTooOldError(name, missing);
}

const MIGRATIONS_DONE = `
  select current_database() as name, coalesce(array_agg(name::text), '{}') as done
    from public.migrations`;

async function migrationsDone(session: Pick<ClientBase, 'query'>): Promise<{ name: string; done: readonly string[] }> {
  try {
    const { rows } = await session.query<{ name: string; done: readonly string[] }>(MIGRATIONS_DONE);
    return rows[0] ?? { name: '', done: [] };
  } catch (error) {
    if (!UNKNOWN.has(sqlState(error) ?? '')) throw error;
    const { rows } = await session.query<{ name: string }>('select current_database() as name');
    return { name: rows[0]?.name ?? '', done: [] };
  }
}

// No such table, and no right to read it: both are how a database from before the check, or an empty one, answers.
const UNKNOWN = new Set(['42P01', '42501']);

export function namesOf(migrations: Migrations): string[] {
  return Object.values(migrations).flatMap((migration) =>
    typeof migration === 'function' ? [new migration().name ?? migration.name] : [],
  );
}
