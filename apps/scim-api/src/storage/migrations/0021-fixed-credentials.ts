import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/** What says whose a row is, and what opens it: written once, when it is issued. */
const FIXED = {
  connections: ['id', 'tenant_id', 'created_at'],
  credentials: ['id', 'tenant_id', 'connection_id', 'token_hash', 'created_at', 'expires_at', 'last_used_at'],
  readers: ['id', 'tenant_id', 'secret_hash', 'audiences', 'token_lifetime', 'created_at'],
} as const;

/**
 * The admin API's role revokes credentials and readers and changes settings of connections; it cannot move one to another
 * connection or tenant, nor give one a hash that somebody knows. New ones it issues as before.
 */
export const FixedCredentials0021 = migration('FixedCredentials1764000000021', async (runner) => {
  for (const [table, fixed] of Object.entries(FIXED)) {
    const [columns] = (await runner.query(CHANGEABLE, [table, fixed])) as readonly { readonly names: string }[];
    await runner.query(`revoke update on ${table} from ${ADMIN}`);
    await runner.query(`grant update (${columns?.names ?? ''}) on ${table} to ${ADMIN}`);
  }
});

const CHANGEABLE = `
  select string_agg(quote_ident(column_name::text), ', ') as names
    from information_schema.columns
   where table_schema = 'public'
     and table_name = $1::text
     and column_name <> all ($2::text[])`;
