import { escapeIdentifier, type ClientBase } from 'pg';

/** By name, because the live tables may be older than those that are made today; not what only the consumer remembers. */
const COLUMNS = `
  select c.table_name, array_agg(c.column_name::text order by c.ordinal_position) as columns
    from information_schema.columns c
    join information_schema.columns old
      on old.table_schema = $1::text
     and old.table_name = c.table_name
     and old.column_name = c.column_name
   where c.table_schema = $2::text
     and c.is_generated = 'NEVER'
     and c.table_name not in ('consumed_events', 'consumer_attempts', 'consumer_sequences')
   group by c.table_name`;

export async function copyRows(owner: ClientBase, { from, to }: { from: string; to: string }): Promise<void> {
  const { rows } = await owner.query<{ table_name: string; columns: string[] }>(COLUMNS, [from, to]);
  for (const { table_name: table, columns } of rows) {
    const list = columns.map(escapeIdentifier).join(', ');
    await owner.query(`
      insert into ${escapeIdentifier(to)}.${escapeIdentifier(table)} (${list})
      overriding system value
      select ${list}
        from ${escapeIdentifier(from)}.${escapeIdentifier(table)}`);
  }
}
