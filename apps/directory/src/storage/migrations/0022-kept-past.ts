import { createIndexConcurrently, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { lineTables, VERSION_COLUMNS, VERSIONS_BY_MOMENT } from '../line-tables.js';

/**
 * What was, beside what is. Columns without a default are entries in the catalogue, and the release before neither reads nor
 * writes them. What is there already was folded without: `missing_past` says so until a rebuild has folded everything anew, and
 * questions about the past are answered 503 meanwhile, all others as ever. A run that is cut short is gone on with: the tables
 * come last, in one transaction.
 */
export const KeptPast22 = migration(
  'KeptPast0000000000022',
  async (runner) => {
    const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [
      `${LIVE_SCHEMA}.reporting_lines`,
    ])) as { readonly there: boolean }[];
    // Of a fresh database, or one that was folded anew before: 0019 has made it all the same.
    if (found?.there === true) {
      await runner.query(`drop index if exists ${LIVE_SCHEMA}.employee_versions_by_time`);
      return;
    }
    const columns = VERSION_COLUMNS.map((column) => `add column if not exists ${column}`);
    await runner.query(`alter table ${LIVE_SCHEMA}.employee_versions ${columns.join(', ')}`);
    const { name, on } = VERSIONS_BY_MOMENT;
    await createIndexConcurrently(runner, { schema: LIVE_SCHEMA, name, definition: `on ${LIVE_SCHEMA}.${on}` });
    await runner.query(
      [
        'begin',
        ...lineTables(LIVE_SCHEMA),
        `drop index if exists ${LIVE_SCHEMA}.employee_versions_by_time`,
        `insert into ${LIVE_SCHEMA}.missing_past
         select now() where exists (select from ${LIVE_SCHEMA}.employee_versions)`,
        'commit',
      ].join(';\n'),
    );
  },
  { transaction: false },
);
