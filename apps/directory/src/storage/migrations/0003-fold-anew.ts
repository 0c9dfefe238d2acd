import type { QueryRunner } from 'typeorm';
import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { projectionTables } from '../schema.js';

/**
 * The projection's shape changed: employees can be found by mail address and number. The offsets go with the tables, so
 * the service folds the topics from the first event when it starts; where that takes too long, `rebuild` first.
 */
export const FoldAnew3 = migration('FoldAnew0000000000003', async (runner) => {
  if (await hasColumn(runner, 'mail_key')) return;
  await runner.query(`drop schema ${LIVE_SCHEMA} cascade`);
  for (const statement of projectionTables(LIVE_SCHEMA)) await runner.query(statement);
});

/** True in a fresh database, whose first migration made the tables as they are today. */
async function hasColumn(runner: QueryRunner, column: string): Promise<boolean> {
  const found: unknown = await runner.query(
    `select 1
       from information_schema.columns
      where table_schema = $1 and table_name = 'employees' and column_name = $2`,
    [LIVE_SCHEMA, column],
  );
  return Array.isArray(found) && found.length > 0;
}
