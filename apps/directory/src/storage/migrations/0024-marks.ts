import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { markTables } from '../mark-tables.js';

/** Empty beside what is folded: whoever follows changes begins with everybody. A fresh database has it from the first migration. */
export const Marks24 = migration('Marks0000000000024', async (runner) => {
  const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [
    `${LIVE_SCHEMA}.employee_marks`,
  ])) as { readonly there: boolean }[];
  if (found?.there === true) return;
  for (const statement of markTables(LIVE_SCHEMA)) await runner.query(statement);
});
