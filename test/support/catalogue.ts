import type { Client } from 'pg';

/**
 * What a database's schema is, one line a thing: two databases with equal lines cannot be told apart by a statement.
 * Leaves out what says how a database came to be: the names of migrations, progress of backfills, object ids.
 */
export async function catalogueOf(owner: Client): Promise<string[]> {
  const lines: string[] = [];
  for (const statement of STATEMENTS) {
    const { rows } = await owner.query<{ line: string }>(statement);
    lines.push(...rows.map(({ line }) => line).sort());
  }
  return lines;
}

const OURS = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;
const BY_HAND = `not exists (select from pg_depend d where d.objid = o.oid and d.deptype = 'e')`;

const STATEMENTS = [
  `select 'table ' || n.nspname || '.' || o.relname || ' ' || o.relkind::text || o.relpersistence::text || o.relrowsecurity
          || coalesce(o.reloptions::text, '') || coalesce((select array_agg(a::text order by a::text) from unnest(o.relacl) as a)::text, '') as line
     from pg_class o join pg_namespace n on n.oid = o.relnamespace where ${OURS} and o.relkind in ('r', 'S', 'v')`,
  `select 'column ' || a.attrelid::regclass || ' ' || row_number() over (partition by a.attrelid order by a.attnum) || ' '
          || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull || a.attcollation::regcollation
          || coalesce(a.attstattarget, -1) || coalesce(a.attacl::text, '') || coalesce(pg_get_expr(f.adbin, f.adrelid), '') as line
     from pg_attribute a join pg_class o on o.oid = a.attrelid join pg_namespace n on n.oid = o.relnamespace
     left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
    where ${OURS} and o.relkind = 'r' and a.attnum > 0 and not a.attisdropped`,
  `select 'index ' || pg_get_indexdef(i.indexrelid) || i.indisvalid || coalesce(o.reloptions::text, '') as line
     from pg_index i join pg_class o on o.oid = i.indexrelid join pg_namespace n on n.oid = o.relnamespace where ${OURS}`,
  `select 'constraint ' || o.conrelid::regclass || ' ' || o.conname || ' ' || pg_get_constraintdef(o.oid) || o.convalidated as line
     from pg_constraint o join pg_namespace n on n.oid = o.connamespace where ${OURS} and o.conrelid <> 0`,
  `select 'policy ' || p::text as line from pg_policies p`,
  `select 'trigger ' || pg_get_triggerdef(t.oid) as line from pg_trigger t where not t.tgisinternal`,
  `select 'function ' || pg_get_functiondef(o.oid) || coalesce(o.proacl::text, '') as line
     from pg_proc o join pg_namespace n on n.oid = o.pronamespace where ${OURS} and ${BY_HAND} and o.prokind = 'f'`,
  `select 'extension ' || extname as line from pg_extension`,
];
