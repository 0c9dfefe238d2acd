import { evenTenants, migration } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

/** What schema.ts gives a fresh table, for the one that is there; and what this release asks of its schema. */
export const EvenTenants4 = migration('EvenTenants0000000000004', () => [
  ...evenTenants(LIVE_SCHEMA, 'entries'),
  // A process compares them with what its release needs (libs/postgres, refuseOlderSchema).
  `grant select on public.migrations to ${DATABASE.roles.audit}, ${DATABASE.roles.reader}`,
]);
