import { escapeIdentifier, type ClientBase } from 'pg';

/** With a search path of nothing, each definition names its schemas. */
const DEFINITIONS = `
  select indexname, indexdef
    from pg_catalog.pg_indexes
   where schemaname = $1::text
     and indexname = any ($2::text[])
   order by array_position($2::text[], indexname::text)`;

/**
 * Takes indexes of a schema away, to be made at once when its tables are full.
 *
 * @returns the statements that make them, in the order of the names
 * @throws Error when one of them is not there
 */
export async function setIndexesAside(
  owner: ClientBase,
  schema: string,
  names: readonly string[],
): Promise<readonly string[]> {
  await owner.query('set search_path = pg_catalog');
  const { rows } = await owner.query<{ indexname: string; indexdef: string }>(DEFINITIONS, [schema, names]);
  if (rows.length !== names.length) throw new Error(`${schema} has ${rows.length} of the indexes ${names.join(', ')}`);
  for (const { indexname } of rows) {
    await owner.query(`drop index ${escapeIdentifier(schema)}.${escapeIdentifier(indexname)}`);
  }
  return rows.map(({ indexdef }) => indexdef);
}
