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
  /** Of connections that have addresses of their own, by id. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** null: the last event is from before they were kept. */
  readonly domains: readonly { readonly name: string; readonly state: DomainState }[] | null;
}

export function foldTenant(tenant: Tenant | null, event: TenantChanged): Tenant {
  const version = event.resourceVersion ?? 0;
  if (tenant !== null && version <= tenant.version) return tenant;
  const address = event.data.notificationAddress?.trim() ?? null;
  const { connections } = event.data;
  return {
    id: event.tenantId,
    version,
    name: event.data.name,
    notificationAddress: address !== null && isMailAddress(address) ? address : null,
    domains: event.data.domains ?? null,
    silent:
      connections === undefined
        ? (tenant?.silent ?? [])
        : connections.flatMap(({ id, notifyOnFailure }) => (notifyOnFailure === false ? [id] : [])),
    addresses: connections === undefined ? (tenant?.addresses ?? {}) : ownAddresses(connections),
    connections:
      connections === undefined
        ? (tenant?.connections ?? {})
        : Object.fromEntries(connections.map(({ id, name }) => [id, name])),
  };
}

function ownAddresses(connections: NonNullable<TenantChanged['data']['connections']>): Tenant['addresses'] {
  const own = connections.map(({ id, notificationAddresses = [] }) => {
    return [id, notificationAddresses.map((address) => address.trim()).filter(isMailAddress)] as const;
  });
  return Object.fromEntries(own.filter(([, addresses]) => addresses.length > 0));
}
