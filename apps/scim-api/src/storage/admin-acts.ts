import { v7 as uuid } from 'uuid';
import { INSTALLATION, type AdminAct } from '#contracts';
import { appendToOutbox } from '#outbox';
import { scopeToTenant, type Transaction } from '#postgres';
import { adminActed, type Acted, type Acting } from '../tenants/admin-acted.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import type { Tenant } from '../tenants/tenant.js';

/** Appends the event of an act to the transaction of the act; the caller has changed, and so locked, its object. */
export async function appendAct(tx: Transaction, acted: Acted, acting: Acting): Promise<void> {
  await scopeToTenant(tx, acted.tenantId ?? INSTALLATION);
  await appendToOutbox(tx, [adminActed(uuid(), acted, acting)]);
}

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
