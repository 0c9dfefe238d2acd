import type { Pool } from 'pg';

const FIND = `
  select revoked_at is null as "isGood"
    from readers
   where id = $1::uuid`;

/** One that is not there is revoked. */
export async function isReaderRevoked(pool: Pool, readerId: string): Promise<boolean> {
  const { rows } = await pool.query<{ isGood: boolean }>(FIND, [readerId]);
  return rows[0]?.isGood !== true;
}
