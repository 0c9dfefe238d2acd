import { Client } from 'pg';
import { eventually } from '../../../test/support/eventually.js';
import type { TestConsole } from './console.fixture.js';

export interface Held<Result> {
  /** What locks it, in a transaction of somebody else's. */
  readonly locking: string;
  readonly work: () => Promise<Result>;
  /** What that transaction does once the work waits for it, before it commits. */
  readonly meanwhile?: string;
}

/** Does something which has to wait for what somebody else does at that moment: what it read before is another by then. */
export async function whileHeld<Result>(
  console: TestConsole,
  { locking, work, meanwhile = 'select 1' }: Held<Result>,
): Promise<Result> {
  const other = new Client({ connectionString: console.database.ownerUrl });
  await other.connect();
  try {
    const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid');
    await other.query('begin');
    await other.query(locking);
    const done = work();
    await eventually('it waits', async () => {
      const waiting = 'select 1 from pg_stat_activity where $1 = any (pg_blocking_pids(pid))';
      return ((await console.owner.query(waiting, [rows[0]?.pid])).rowCount ?? 0) > 0;
    });
    await other.query(meanwhile);
    await other.query('commit');
    return await done;
  } finally {
    await other.end();
  }
}
