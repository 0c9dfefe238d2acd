import { migration } from '#postgres';
import { endedTenantTables } from '#service';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

const { audit, parked, reader } = DATABASE.roles;

/**
 * Which tenants have ended, and what removes their rows: the roles of the process go on without a right to delete. What it
 * removes is counted by topic, too (by type where an entry does not say its topic): every event of a tenant but its settings was an entry.
 */
export const EndedTenants20 = migration('EndedTenants0000000000020', () =>
  endedTenantTables({
    writers: [audit],
    readers: [parked, reader],
    kinds: { table: `${LIVE_SCHEMA}.entries`, by: 'coalesce(topic, type)' },
  }),
);
