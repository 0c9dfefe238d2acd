import { migration } from '#postgres';
import { endedTenantTables } from '#service';

/** Which tenants have ended, and what removes their rows. */
export const EndedTenants0014 = migration('EndedTenants1764000000014', () =>
  endedTenantTables({ writers: ['rollcall_activity'] }),
);
