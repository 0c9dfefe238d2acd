import { createIndexConcurrently, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { PERSON_INDEXES, WORD_TABLES } from '../word-tables.js';

/**
 * Keys of whole words give way to an index of people, which is an eighth of their size; built beside the fold, which goes on. A fresh
 * database has it from the first migration.
 */
export const WordsOfPerson33 = migration(
  'WordsOfPerson0000000000033',
  async (runner) => {
    for (const { name, on } of PERSON_INDEXES)
      await createIndexConcurrently(runner, { schema: LIVE_SCHEMA, name, definition: `on ${LIVE_SCHEMA}.${on}` });
    for (const table of WORD_TABLES)
      await runner.query(`alter table ${LIVE_SCHEMA}.${table} drop constraint if exists ${table}_pkey`);
  },
  { transaction: false },
);
