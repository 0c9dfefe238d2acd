import { isMailAddress, type TenantChanged } from '#contracts';

/** As much of a tenant as its mails need. */
export interface Tenant {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly notificationAddress: string | null;
}

export function foldTenant(tenant: Tenant | null, event: TenantChanged): Tenant {
  const version = event.resourceVersion ?? 0;
  if (tenant !== null && version <= tenant.version) return tenant;
  const address = event.data.notificationAddress?.trim() ?? null;
  return {
    id: event.tenantId,
    version,
    name: event.data.name,
    notificationAddress: address !== null && isMailAddress(address) ? address : null,
  };
}
