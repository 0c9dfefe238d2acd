import { migration } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../database.js';
import { evenTables } from '../schema.js';

/** What schema.ts gives fresh tables, for those that are there; and what this release asks of its schema. */
export const EvenTenants5 = migration('EvenTenants0000000000005', () => [
  ...evenTables(LIVE_SCHEMA),
  // A process compares them with what its release needs (libs/postgres, refuseOlderSchema).
  `grant select on public.migrations to ${DATABASE.roles.directory}, ${DATABASE.roles.reader}`,
]);
