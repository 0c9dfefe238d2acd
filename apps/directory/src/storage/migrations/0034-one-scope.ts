import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { KEPT_SCHEMA } from '../kept-tables.js';
import { rereadByScope } from '../tenant-policy.js';

const FIND_TABLES = `
  select schemaname as schema, tablename as "table"
    from pg_policies
   where schemaname = any($1)
     and policyname = 'tenant'
     and qual not like '%rollcall.sight%'
   order by 1, 2`;

/**
 * Readers' policies compare with the tenant that is read once a statement. Each table in a transaction of its own, so that none is held
 * while another is waited for; of a run that was cut short the rest is done by the next. A fresh database has them from the first migration.
 */
export const OneScope34 = migration(
  'OneScope0000000000034',
  async (runner) => {
    const tables = (await runner.query(FIND_TABLES, [[LIVE_SCHEMA, KEPT_SCHEMA]])) as {
      readonly schema: string;
      readonly table: string;
    }[];
    for (const { schema, table } of tables) await runner.query(rereadByScope(schema, table));
  },
  { transaction: false },
);
