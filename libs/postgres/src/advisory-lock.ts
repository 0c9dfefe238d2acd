import type { Transaction } from './transaction.js';

const TRY_LOCK = `
  select pg_try_advisory_lock($1::int, $2::int) as held`;
const UNLOCK = `
  select pg_advisory_unlock($1::int, $2::int)`;

/** Takes a session lock if it is free. It is the connection's until unlocked or until the connection ends. */
export async function tryAdvisoryLock(session: Transaction, space: number, id: number): Promise<boolean> {
  const { rows } = await session.query<{ held: boolean }>(TRY_LOCK, [space, id]);
  return rows[0]?.held === true;
}

export async function releaseAdvisoryLock(session: Transaction, space: number, id: number): Promise<void> {
  await session.query(UNLOCK, [space, id]);
}
