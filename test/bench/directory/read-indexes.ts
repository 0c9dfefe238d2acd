import { Client } from 'pg';
import { LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { READ_INDEXES } from '../../../apps/directory/src/storage/schema.js';

/** Indexes that are made at a time: each sorts on one core. */
const AT_ONCE = 2;
const MEMORY = '512MB';

/** @returns the statements that make them */
export async function withoutReadIndexes(owner: Client): Promise<readonly string[]> {
  const { rows } = await owner.query<{ indexname: string; indexdef: string }>(
    'select indexname, indexdef from pg_indexes where schemaname = $1 and indexname = any ($2) order by indexname',
    [LIVE_SCHEMA, READ_INDEXES],
  );
  for (const { indexname } of rows) await owner.query(`drop index ${LIVE_SCHEMA}.${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}

/** And what autovacuum would have done by and by. */
export async function makeReadIndexes(ownerUrl: string, statements: readonly string[]): Promise<void> {
  const left = [...statements];
  await Promise.all(
    Array.from({ length: AT_ONCE }, () =>
      withClients(ownerUrl, 1, async ([owner]) => {
        await owner?.query(`set maintenance_work_mem = '${MEMORY}'`);
        await owner?.query('set max_parallel_maintenance_workers = 0');
        for (let next = left.shift(); next !== undefined; next = left.shift()) await owner?.query(next);
      }),
    ),
  );
  await withClients(ownerUrl, 1, async ([owner]) => owner?.query('vacuum (analyze)'));
}

export async function withClients<Result>(
  url: string,
  count: number,
  work: (clients: readonly Client[]) => Promise<Result>,
): Promise<Result> {
  const clients = Array.from({ length: count }, () => new Client({ connectionString: url }));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    return await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}
