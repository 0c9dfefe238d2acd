import { v7 as uuid } from 'uuid';
import { INSTALLATION } from '#contracts';
import { appendToOutbox } from '#outbox';
import { scopeToTenant, type Transaction } from '#postgres';
import { adminActed, type Acted, type Acting } from '../tenants/admin-acted.js';
import type { Tenant } from '../tenants/tenant.js';

/** Appends the event of an act to the transaction of the act; the caller has changed, and so locked, its object. */
export async function appendAct(tx: Transaction, acted: Acted, acting: Acting): Promise<void> {
  await scopeToTenant(tx, acted.tenantId ?? INSTALLATION);
  await appendToOutbox(tx, [adminActed(uuid(), acted, acting)]);
}

/** Where a tenant is notified is set or taken away: the object is the tenant's, which its other events name. */
export async function appendAddressAct(
  tx: Transaction,
  { before, after }: { readonly before: Tenant | null; readonly after: Tenant },
  acting: Acting,
): Promise<void> {
  const { id: tenantId, notificationAddress, changedAt: at } = after;
  if ((before?.notificationAddress ?? null) === notificationAddress) return;
  const act = notificationAddress === null ? 'notification-addresses.remove' : 'notification-addresses.set';
  await appendAct(tx, { act, tenantId, object: { type: 'notification-address', id: tenantId }, at }, acting);
}
