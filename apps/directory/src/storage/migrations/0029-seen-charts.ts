import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** Charts of before are made once more. A fresh database has it from the first migration. */
export const SeenCharts29 = migration('SeenCharts0000000000029', async (runner) => {
  await runner.query(
    `alter table ${LIVE_SCHEMA}.org_charts add column if not exists seen pg_snapshot, drop column if exists seen_in`,
  );
});
