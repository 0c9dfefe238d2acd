import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { zoneTables } from '../zone-tables.js';

/** Empty beside what is folded: no event of before says a zone. A fresh database has it from the first migration. */
export const TenantZones28 = migration('TenantZones0000000000028', async (runner) => {
  const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [
    `${LIVE_SCHEMA}.tenant_zones`,
  ])) as { readonly there: boolean }[];
  if (found?.there === true) return;
  for (const statement of zoneTables(LIVE_SCHEMA)) await runner.query(statement);
});
