import type { ClientBase, Pool } from 'pg';

const TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p')
     and not c.relispartition
     and n.nspname !~ '^(pg_|information_schema$)'
   order by 1`;

/**
 * In which tables of a database any row has the text anywhere, and how many: every table is read whole, so that one which is new
 * is not forgotten.
 */
export async function rowsNaming(owner: ClientBase | Pool, text: string): Promise<Record<string, number>> {
  const { rows: tables } = await owner.query<{ name: string }>(TABLES);
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const statement = `select count(*)::int as n from ${name} as t where strpos(t::text, $1) > 0`;
    const { rows } = await owner.query<{ n: number }>(statement, [text]);
    const n = rows[0]?.n ?? 0;
    if (n > 0) found[name] = n;
  }
  return found;
}
