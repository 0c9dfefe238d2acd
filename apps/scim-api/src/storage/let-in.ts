import type { Pool } from 'pg';

const STANDING = {
  reader: `
    select revoked_at is null as "isGood"
      from readers
     where id = $1::uuid`,
  tenant: `
    select suspended_at is null as "isGood"
      from tenants
     where id = $1::uuid`,
  grant: `
    select revoked_at is null and expires_at > clock_timestamp() as "isGood"
      from grants
     where id = $1::uuid`,
  console: `
    select withdrawn_at is null as "isGood"
      from console_keys
     where kid = $1::text`,
} as const;

/** Neither a reader or a grant that was revoked, nor one that has ended, nor a tenant that is suspended, nor a console's key that was withdrawn, nor what is not there. */
export async function isLetIn(pool: Pool, kind: keyof typeof STANDING, id: string): Promise<boolean> {
  const { rows } = await pool.query<{ isGood: boolean }>(STANDING[kind], [id]);
  return rows[0]?.isGood === true;
}
