/** A customer company as the operator sees it. `version` counts its changes, from 1 without gaps. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** Where mails about refused writes go; null sends none. */
  readonly notificationAddress: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export type TenantPatch = { readonly [Key in 'name' | 'notificationAddress']?: Tenant[Key] | undefined };

export function createTenant(id: string, input: Pick<Tenant, 'name' | 'notificationAddress'>, now: Date): Tenant {
  const { name, notificationAddress } = input;
  return { id, name, notificationAddress, version: 1, createdAt: now, changedAt: now };
}

/** The tenant after the change, or null when it changes nothing. Its time never goes back, whatever the clock does. */
export function changeTenant(tenant: Tenant, patch: TenantPatch, now: Date): Tenant | null {
  const name = patch.name ?? tenant.name;
  const notificationAddress =
    patch.notificationAddress === undefined ? tenant.notificationAddress : patch.notificationAddress;
  if (name === tenant.name && notificationAddress === tenant.notificationAddress) return null;
  const changedAt = new Date(Math.max(now.getTime(), tenant.changedAt.getTime()));
  return { ...tenant, name, notificationAddress, version: tenant.version + 1, changedAt };
}
