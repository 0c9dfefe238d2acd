import { escapeIdentifier, type ClientBase } from 'pg';

const TABLES_OF = `
  select relname as name
    from pg_class
   where relnamespace = $1::regnamespace
     and relkind = 'r'`;

/**
 * Empty tables as those of a schema are, in a schema of another name: what a rebuild writes there goes with it. Without
 * policies and references: the role may do everything, and there is nobody to keep apart.
 */
export async function makeLikeness(
  owner: ClientBase,
  { of, name, role }: { readonly of: string; readonly name: string; readonly role: string },
): Promise<void> {
  const schema = escapeIdentifier(name);
  await owner.query(`create schema ${schema}`);
  const { rows } = await owner.query<{ name: string }>(TABLES_OF, [of]);
  for (const table of rows.map((row) => escapeIdentifier(row.name))) {
    await owner.query(`create table ${schema}.${table} (like ${escapeIdentifier(of)}.${table} including all)`);
  }
  await owner.query(`grant usage on schema ${schema} to ${escapeIdentifier(role)}`);
  await owner.query(`grant all on all tables in schema ${schema} to ${escapeIdentifier(role)}`);
}
