import type { QueryRunner } from 'typeorm';
import { createIndexConcurrently, dropIndexConcurrently, migration } from '#postgres';

/** The indexes over the columns of migrations 0003 and 0006, built beside the writers. */
export const SearchIndexes0008 = migration(
  'SearchIndexes1764000000008',
  async (runner) => {
    await createIndexConcurrently(runner, {
      name: 'users_employee_number',
      definition: 'on users (tenant_id, employee_number) where employee_number is not null',
    });
    if (await isOfGrams(runner, 'users_display_name')) return;
    await createIndexConcurrently(runner, {
      name: 'users_display_name_grams',
      // A pending list of 4 MB, the default, stops a write for 0.2 s when it is merged; one of 256 kB never for long.
      definition: `on users using gin (display_name_grams)
        with (gin_pending_list_limit = 256) where display_name_grams is not null`,
    });
    // Of trigrams, by an earlier release.
    await dropIndexConcurrently(runner, 'users_display_name');
    await runner.query('alter index users_display_name_grams rename to users_display_name');
  },
  { transaction: false },
);

async function isOfGrams(runner: QueryRunner, index: string): Promise<boolean> {
  const found = (await runner.query(
    `select 1
       from pg_indexes
      where schemaname = 'public' and indexname = $1 and indexdef like '%(display_name_grams)%'`,
    [index],
  )) as unknown[];
  return found.length > 0;
}
