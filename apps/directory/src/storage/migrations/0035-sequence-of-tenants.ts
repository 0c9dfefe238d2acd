import { sequencesBegin } from '#consumer';
import { ADMIN } from '#contracts';
import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** Settings of tenants are kept in sequence from here on: those that were read before are not known. */
export const SequenceOfTenants35 = migration('SequenceOfTenants0000000000035', () => [
  sequencesBegin({ schema: LIVE_SCHEMA, topic: ADMIN.name }),
]);
