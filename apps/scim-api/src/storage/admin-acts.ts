import type { Acting, AdminAct } from '#contracts';
import { appendAct } from '#outbox';
import type { Transaction } from '#postgres';
import { settingsChanged } from '../tenants/settings-changed.js';
import type { Tenant } from '../tenants/tenant.js';

export { appendAct };

/** A tenant was made or changed; an act on where it is notified alone has a name of its own. */
export async function appendTenantAct(
  tx: Transaction,
  { before, after }: { readonly before: Tenant | null; readonly after: Tenant },
  acting: Acting,
): Promise<void> {
  const { id, changedAt: at } = after;
  const changes = settingsChanged(before, after);
  const isAddress = before !== null && changes.every(({ path }) => path === 'notificationAddress');
  const object = { type: isAddress ? 'notification-address' : 'tenant', id };
  await appendAct(tx, { act: actOn(before, after, isAddress), tenantId: id, object, at, changes }, acting);
}

function actOn(before: Tenant | null, { notificationAddress }: Tenant, isAddress: boolean): AdminAct {
  if (before === null) return 'tenants.create';
  if (!isAddress) return 'tenants.change';
  return notificationAddress === null ? 'notification-addresses.remove' : 'notification-addresses.set';
}
