import type { UnknownAttributes } from '#scim';
import { addressRefusal, type AddressRefusal } from './notification-address.js';

/** A customer company as the operator sees it. `version` counts its changes, from 1 without gaps. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** What it is called in addresses; it stays when the name changes. */
  readonly slug: string;
  /** Where mails about refused writes go; null sends none. */
  readonly notificationAddress: string | null;
  /** What becomes of attributes that are in none of the schemas, on tolerant connections. */
  readonly unknownAttributes: UnknownAttributes;
  /** Where its days begin and end, by its IANA name. */
  readonly timeZone: string;
  /** null: it is served. */
  readonly suspendedAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** What an operator sets. */
export type TenantSettings = Pick<Tenant, 'name' | 'notificationAddress' | 'unknownAttributes' | 'timeZone'>;

/** With what it is to be called in addresses; else that is made of its name. */
export type NewTenant = Omit<TenantSettings, 'timeZone'> & {
  readonly slug?: string | undefined;
  /** UTC unless told. */
  readonly timeZone?: string | undefined;
};

export type TenantPatch = { readonly [Key in keyof NewTenant]?: NewTenant[Key] | undefined };

export function createTenant(id: string, input: NewTenant & Pick<Tenant, 'slug'>, now: Date): Tenant {
  const { name, slug, notificationAddress, unknownAttributes, timeZone = 'UTC' } = input;
  return {
    id,
    name,
    slug,
    notificationAddress,
    unknownAttributes,
    timeZone,
    suspendedAt: null,
    version: 1,
    createdAt: now,
    changedAt: now,
  };
}

/**
 * The tenant after the change, or null when it changes nothing. Its time never goes back, whatever the clock does. An
 * address that stands there from before may be sent again, whatever it is.
 */
export function changeTenant(tenant: Tenant, patch: TenantPatch, now: Date): Tenant | AddressRefusal | null {
  const settings: TenantSettings & Pick<Tenant, 'slug'> = {
    name: patch.name ?? tenant.name,
    slug: patch.slug ?? tenant.slug,
    notificationAddress:
      patch.notificationAddress === undefined ? tenant.notificationAddress : patch.notificationAddress,
    unknownAttributes: patch.unknownAttributes ?? tenant.unknownAttributes,
    timeZone: patch.timeZone ?? tenant.timeZone,
  };
  const isSameAddress = settings.notificationAddress === tenant.notificationAddress;
  const refusal = isSameAddress ? null : addressRefusal(settings.notificationAddress);
  if (refusal !== null) return refusal;
  const isSame =
    settings.name === tenant.name &&
    settings.slug === tenant.slug &&
    isSameAddress &&
    settings.unknownAttributes === tenant.unknownAttributes &&
    settings.timeZone === tenant.timeZone;
  return isSame ? null : nextVersion({ ...tenant, ...settings }, now);
}

/** The tenant's next version: of a change of its settings, or of a connection that was made or renamed. */
export function nextVersion(tenant: Tenant, now: Date): Tenant {
  const changedAt = new Date(Math.max(now.getTime(), tenant.changedAt.getTime()));
  return { ...tenant, version: tenant.version + 1, changedAt };
}
