import type { Client } from 'pg';
import { eventually } from './eventually.js';

/** The tests' PostgreSQL waits for a standby that is not there, in every connection by this URL: a COMMIT does not end. */
export function withAbsentStandby(url: string): string {
  const result = new URL(url);
  const options = [result.searchParams.get('options'), '-c synchronous_commit=on'];
  result.searchParams.set('options', options.filter((option) => option !== null).join(' '));
  return result.href;
}

const WAITING = `
  select count(*)::int as count
    from pg_stat_activity
   where datname = current_database()
     and wait_event = 'SyncRep'`;

const CANCEL = `
  select pid, pg_cancel_backend(pid)
    from pg_stat_activity
   where datname = current_database()
     and wait_event = 'SyncRep'`;

const STILL = `
  select pid
    from pg_stat_activity
   where wait_event = 'SyncRep'`;

/** How many commits of the database wait for the standby at this moment. */
export async function commitsThatWait(owner: Client): Promise<number> {
  return (await owner.query<{ count: number }>(WAITING)).rows[0]?.count ?? 0;
}

/** Waits until so many commits wait, and cancels their wait: the server answers each COMMIT with a warning. */
export async function cancelWaits(owner: Client, commits = 1): Promise<void> {
  await eventually(`${commits} commits wait for the standby`, async () => (await commitsThatWait(owner)) >= commits);
  const cancelled = (await owner.query<{ pid: number }>(CANCEL)).rows.map(({ pid }) => pid);
  await eventually('their waits are over', async () => {
    const { rows } = await owner.query(`${STILL} and pid = any($1::int[])`, [cancelled]);
    return rows.length === 0;
  });
}
