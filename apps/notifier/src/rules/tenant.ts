import { isMailAddress, type DomainState, type TenantChanged } from '#contracts';

/** As much of a tenant as its mails need. */
export interface Tenant {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly notificationAddress: string | null;
  /** Names by id; an event of before they were told leaves them as they are. */
  readonly connections: Readonly<Record<string, string>>;
  /** Connections whose refusals are not to be mailed, by id. */
  readonly silent: readonly string[];
  /** null: the last event is from before they were kept. */
  readonly domains: readonly { readonly name: string; readonly state: DomainState }[] | null;
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
    domains: event.data.domains ?? null,
    silent:
      event.data.connections === undefined
        ? (tenant?.silent ?? [])
        : event.data.connections.flatMap(({ id, notifyOnFailure }) => (notifyOnFailure === false ? [id] : [])),
    connections:
      event.data.connections === undefined
        ? (tenant?.connections ?? {})
        : Object.fromEntries(event.data.connections.map(({ id, name }) => [id, name])),
  };
}
