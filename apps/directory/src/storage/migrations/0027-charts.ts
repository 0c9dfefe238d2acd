import { migration } from '#postgres';
import { chartTables } from '../chart-tables.js';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

/**
 * None so far: they are made when the service runs. What the release before marks counts as a move (the column's default), so a
 * chart is made once too often and never too seldom.
 */
export const Charts27 = migration('Charts0000000000027', async (runner) => {
  const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [
    `${LIVE_SCHEMA}.org_places`,
  ])) as { readonly there: boolean }[];
  if (found?.there === true) return;
  await runner.query(
    `alter table ${LIVE_SCHEMA}.employee_marks add column if not exists moved boolean not null default true`,
  );
  await runner.query(`grant update (moved) on ${LIVE_SCHEMA}.employee_marks to ${DATABASE.roles.directory}`);
  for (const statement of chartTables(LIVE_SCHEMA)) await runner.query(statement);
});
