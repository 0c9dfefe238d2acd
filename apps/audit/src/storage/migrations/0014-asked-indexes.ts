import { createIndexConcurrently, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { ASKED_INDEXES } from '../schema.js';

/** What schema.ts gives fresh tables, beside those who write to the one that is there. */
export const AskedIndexes14 = migration(
  'AskedIndexes0000000000014',
  async (runner) => {
    for (const { name, on } of ASKED_INDEXES) {
      await createIndexConcurrently(runner, {
        schema: LIVE_SCHEMA,
        name,
        definition: `on ${LIVE_SCHEMA}.entries ${on}`,
      });
    }
  },
  { transaction: false },
);
