import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { hiddenTables, hidingFunction } from '../hidden-tables.js';

/**
 * Empty beside what is folded: what became sensitive before is hidden by a rebuild, which has the acts. A fresh database has the
 * table from the first migration.
 */
export const HiddenAttributes32 = migration('HiddenAttributes0000000000032', async (runner) => {
  const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [
    `${LIVE_SCHEMA}.hidden_attributes`,
  ])) as { readonly there: boolean }[];
  for (const statement of [...(found?.there === true ? [] : hiddenTables(LIVE_SCHEMA)), ...hidingFunction()])
    await runner.query(statement);
});
