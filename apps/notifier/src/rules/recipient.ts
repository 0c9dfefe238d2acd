import { deliverableDomain, mailKey, type DomainState } from '#contracts';
import type { SuppressReason } from './intent.js';
import { notifiedOf } from './notified.js';

/** What is known of a tenant and of one address when a mail is about to leave for it. */
export interface Standing {
  /** null: no TenantChanged was heard of yet; it travels on another topic. */
  readonly tenant: {
    readonly notificationAddress: string | null;
    /** Of its connections, by id. */
    readonly addresses: Readonly<Record<string, readonly string[]>>;
    /** null: the tenant's last event is from before domains were kept. */
    readonly domains: readonly { readonly name: string; readonly state: DomainState }[] | null;
  } | null;
  /** The tenant mailed the domain in the 90 days before domains were kept. */
  readonly isDomainGrandfathered: boolean;
  /** The address was the notification address then, or somebody who reads it has confirmed it. */
  readonly isAddressConfirmed: boolean;
}

export type Admission =
  | { readonly kind: 'admitted' }
  /** What is not known yet may still come. */
  | { readonly kind: 'refused'; readonly reason: SuppressReason; readonly domain: string | null };

const ADMITTED = { kind: 'admitted' } as const;

/**
 * Whether a tenant's mail may go to the address: into a domain that the tenant has proved, or to a notification address,
 * confirmed. A mail that asks for that confirmation may go to an address that is not.
 */
export function admit(recipient: string, template: string, standing: Standing): Admission {
  const domain = deliverableDomain(recipient);
  if (recipient.startsWith('-')) return { kind: 'refused', reason: 'address begins with a hyphen', domain: null };
  const unproved = { kind: 'refused', reason: 'domain not verified', domain: domain ?? afterAt(recipient) } as const;
  if (domain === null) return unproved;
  const { tenant, isDomainGrandfathered, isAddressConfirmed } = standing;
  const state = tenant?.domains?.find(({ name }) => name === domain)?.state;
  if (state === 'verified' || state === 'failing') return ADMITTED;
  if (isDomainGrandfathered && state !== 'withdrawn') return ADMITTED;
  if (tenant === null || !isNotified(recipient, tenant)) return unproved;
  // A tenant's address of before there were domains was mailed all the time; connections had none then.
  const isOfBefore = tenant.domains === null && isNotified(recipient, { ...tenant, addresses: {} });
  return isAddressConfirmed || isOfBefore || template === 'confirmation' ? ADMITTED : unproved;
}

/** Whether it is the tenant's notification address, or one of a connection's. */
export function isNotified(address: string, tenant: NonNullable<Standing['tenant']>): boolean {
  return notifiedOf(tenant).some((one) => mailKey(one) === mailKey(address));
}

/** For a list and a mail: what stands after the last @, on one line and no longer than a domain. */
function afterAt(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .slice(0, 253)
    .toLowerCase();
}
