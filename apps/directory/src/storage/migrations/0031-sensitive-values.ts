import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { sensitiveTables } from '../sensitive-tables.js';

/**
 * Empty beside what is folded: of what came before, only the mask was kept, and a rebuild has the values. A fresh database has the table
 * from the first migration.
 */
export const SensitiveValues31 = migration('SensitiveValues0000000000031', async (runner) => {
  const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [
    `${LIVE_SCHEMA}.sensitive_values`,
  ])) as { readonly there: boolean }[];
  if (found?.there === true) return;
  for (const statement of sensitiveTables(LIVE_SCHEMA)) await runner.query(statement);
});
