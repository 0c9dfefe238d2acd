import { sequenceTables } from '#consumer';
import { migration } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

/**
 * What schema.ts gives fresh tables, for those that are there. Nothing is filled: the consumer asks the log what it has of
 * a resource whose sequence it does not know.
 */
export const Sequences8 = migration('Sequences0000000000008', () =>
  sequenceTables({ schema: LIVE_SCHEMA, role: DATABASE.roles.audit }),
);
