import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { ENTRY_SEQUENCE, nameTables } from '../schema.js';

/**
 * What schema.ts gives fresh tables, for those that are there. A column with a constant default rewrites no row: what an
 * earlier release wrote, and writes beside this one until the next statement, has the number 0 and comes first. Names that it saw
 * come with a rebuild, or when they change.
 */
export const ArrivalsAndNames13 = migration('ArrivalsAndNames0000000000013', async (runner) => {
  for (const statement of ENTRY_SEQUENCE) await runner.query(statement);
  const [there] = (await runner.query(`select to_regclass('${LIVE_SCHEMA}.names') is not null as names`)) as [
    { names: boolean },
  ];
  if (there.names) return;
  await runner.query(`alter table ${LIVE_SCHEMA}.entries add column sequence bigint not null default 0`);
  await runner.query(
    `alter table ${LIVE_SCHEMA}.entries alter column sequence set default nextval('public.entry_sequence')`,
  );
  for (const statement of nameTables(LIVE_SCHEMA)) await runner.query(statement);
});
