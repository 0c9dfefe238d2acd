import type { SessionStore } from './storage/session-store.js';
import type { Tenants } from './upstream/tenants.js';
import { NO_TENANT } from './sessions/session.js';

/** Accounts end with their tenant, also where nobody signs in any more. Operators' tenant is none. */
export async function forgetEnded(
  sessions: Pick<SessionStore, 'tenants' | 'forgetTenant'>,
  tenants: Pick<Tenants, 'of'>,
): Promise<void> {
  let after = NO_TENANT;
  for (;;) {
    const some = await sessions.tenants(after);
    for (const id of some) if ((await tenants.of(id))?.kind === 'gone') await sessions.forgetTenant(id);
    const last = some.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
