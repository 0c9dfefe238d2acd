import { createIndexConcurrently, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { DEFINITIONS_INDEX } from '../schema.js';

/** What schema.ts gives fresh tables, beside those who write to the one that is there. */
export const Definitions21 = migration(
  'Definitions0000000000021',
  async (runner) => {
    const { name, on } = DEFINITIONS_INDEX;
    await createIndexConcurrently(runner, {
      schema: LIVE_SCHEMA,
      name,
      definition: `on ${LIVE_SCHEMA}.entries ${on}`,
    });
  },
  { transaction: false },
);
