import { migration } from '#postgres';
import { endedTenantTables } from '#service';
import { DATABASE } from '../database.js';

const { directory, reader } = DATABASE.roles;

/** Which tenants have ended, and what removes their rows. */
export const EndedTenants21 = migration('EndedTenants0000000000021', () =>
  endedTenantTables({ writers: [directory], readers: [reader] }),
);
