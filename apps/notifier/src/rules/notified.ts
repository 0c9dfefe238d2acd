import { mailKey } from '#contracts';
import type { Tenant } from './tenant.js';

/** Whom a tenant wants to be told of anything: its own address, and those of its connections; each mailbox once. */
export function notifiedOf({
  notificationAddress,
  addresses,
}: Pick<Tenant, 'notificationAddress' | 'addresses'>): string[] {
  const own = notificationAddress === null ? [] : [notificationAddress];
  return once([...own, ...Object.values(addresses).flat()]);
}

/** Whom to tell of what concerns these connections: addresses of its own has one alone, several have the tenant's. */
export function addressesOf(tenant: Tenant, connectionIds: readonly string[]): readonly string[] {
  const [only] = connectionIds;
  return connectionIds.length === 1 && only !== undefined ? (tenant.addresses[only] ?? []) : [];
}

/** What a connection with addresses of its own is told is a mail of its own. */
export function groupKeyOf(reason: string, connectionId: string, tenant: Tenant | null): string {
  const hasOwn = (tenant?.addresses[connectionId] ?? []).length > 0;
  return hasOwn ? `${reason} ${connectionId}` : reason;
}

/** Those who are to hear that an address refuses: the others of its connections, else their tenant's. */
export function othersThan(address: string, { notificationAddress, addresses }: Tenant): string[] {
  const isIt = (one: string): boolean => mailKey(one) === mailKey(address);
  const lists = Object.values(addresses).filter((list) => list.some(isIt));
  const others = once(lists.flat()).filter((one) => !isIt(one));
  if (others.length > 0 || lists.length === 0) return others;
  return notificationAddress === null || isIt(notificationAddress) ? [] : [notificationAddress];
}

/** Each mailbox as it is written first. */
function once(addresses: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const address of addresses) if (!first.has(mailKey(address))) first.set(mailKey(address), address);
  return [...first.values()];
}
