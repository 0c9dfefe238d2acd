import { createIndexConcurrently, dropIndexConcurrently, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { KEYED_INDEXES } from '../schema.js';

/**
 * What schema.ts gives fresh tables, for those that are there. The release before is served by the new indexes as it was
 * by those that go.
 */
export const KeyedIndexes10 = migration(
  'KeyedIndexes0000000000010',
  async (runner) => {
    for (const { name, on } of KEYED_INDEXES) {
      const definition = `on ${LIVE_SCHEMA}.employees ${on}`;
      await createIndexConcurrently(runner, { schema: LIVE_SCHEMA, name, definition });
    }
    for (const name of ['employees_by_department', 'employees_by_manager']) {
      await dropIndexConcurrently(runner, `${LIVE_SCHEMA}.${name}`);
    }
  },
  { transaction: false },
);
