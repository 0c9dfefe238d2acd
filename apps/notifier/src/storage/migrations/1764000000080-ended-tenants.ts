import { migration } from '#postgres';
import { endedTenantTables } from '#service';

/** Which tenants have ended, and what removes their rows, those of the mails too. */
export const EndedTenants1764000000080 = migration('EndedTenants1764000000080', () =>
  endedTenantTables({ writers: ['rollcall_notifier'], readers: ['rollcall_notifier_reader'] }),
);
