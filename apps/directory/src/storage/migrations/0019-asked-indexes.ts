import { createIndexConcurrently, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

// As it was then: of a fresh database the first migration has made what 0022 has in place of the second.
const INDEXES = [
  {
    name: 'employees_of_provider',
    on: 'employees (tenant_id, external_id) where length(external_id) <= 256 and not deleted',
  },
  { name: 'employee_versions_by_time', on: 'employee_versions (tenant_id, valid_from, id, version)' },
];

/** What schema.ts gives fresh tables, for those that are there; built beside the fold, which goes on. */
export const AskedIndexes19 = migration(
  'AskedIndexes0000000000019',
  async (runner) => {
    for (const { name, on } of INDEXES) {
      await createIndexConcurrently(runner, { schema: LIVE_SCHEMA, name, definition: `on ${LIVE_SCHEMA}.${on}` });
    }
  },
  { transaction: false },
);
