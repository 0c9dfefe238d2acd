import { createIndexConcurrently, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { ASKED_INDEXES } from '../schema.js';

/** What schema.ts gives fresh tables, for those that are there; built beside the fold, which goes on. */
export const AskedIndexes19 = migration(
  'AskedIndexes0000000000019',
  async (runner) => {
    for (const { name, on } of ASKED_INDEXES) {
      await createIndexConcurrently(runner, { schema: LIVE_SCHEMA, name, definition: `on ${LIVE_SCHEMA}.${on}` });
    }
  },
  { transaction: false },
);
