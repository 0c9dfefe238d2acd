import { sequenceTables } from '#consumer';
import { migration } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

/**
 * What schema.ts gives fresh tables, for those that are there. Nothing is filled: the consumer asks the projection what it
 * has of a resource whose sequence it does not know. A column without a default is an entry in the catalogue.
 */
export const Sequences14 = migration('Sequences0000000000014', () => [
  ...sequenceTables({ schema: LIVE_SCHEMA, role: DATABASE.roles.directory }),
  `alter table ${LIVE_SCHEMA}.employees add column if not exists inactive_by uuid[]`,
]);
