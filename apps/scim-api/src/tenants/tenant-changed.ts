import { MAX_NAMED_CONNECTIONS, type DomainState, type TenantChanged } from '#contracts';
import type { Tenant } from './tenant.js';

/** What caused an event: the request, and its span. */
export interface Cause {
  readonly requestId: string;
  readonly traceparent: string | null;
}

export interface NamedConnection {
  readonly id: string;
  readonly name: string;
  readonly notifyOnFailure?: boolean;
  readonly notificationAddresses?: string[];
}

export interface NamedDomain {
  readonly name: string;
  readonly state: DomainState;
}

/** What has just been created or changed; of a migration without what was not there yet. */
export interface TenantState {
  readonly tenant: Omit<Tenant, 'timeZone'> & Partial<Pick<Tenant, 'timeZone'>>;
  /** Oldest first. */
  readonly connections: NamedConnection[];
  /** By name; absent where they were not kept yet. */
  readonly domains?: NamedDomain[];
}

/** The event of a tenant that has just been created or changed, or that gained a connection or the name of one. */
export function tenantChanged(
  eventId: string,
  { tenant, connections, domains }: TenantState,
  cause: Cause,
): TenantChanged {
  return {
    id: eventId,
    type: 'rollcall.TenantChanged',
    source: `/tenants/${tenant.id}`,
    subject: tenant.id,
    time: tenant.changedAt.toISOString(),
    tenantId: tenant.id,
    resourceVersion: tenant.version,
    scimEvent: null,
    correlationId: cause.requestId,
    traceparent: cause.traceparent,
    data: {
      name: tenant.name,
      notificationAddress: tenant.notificationAddress,
      ...(connections.length === 0 ? {} : { connections: connections.slice(-MAX_NAMED_CONNECTIONS).map(named) }),
      ...(domains === undefined ? {} : { domains }),
      ...(tenant.timeZone === undefined ? {} : { timeZone: tenant.timeZone }),
    },
  };
}

/** What is so by default is left out. */
function named({ id, name, notifyOnFailure = true, notificationAddresses = [] }: NamedConnection): NamedConnection {
  return {
    id,
    name,
    ...(notifyOnFailure ? {} : { notifyOnFailure }),
    ...(notificationAddresses.length === 0 ? {} : { notificationAddresses }),
  };
}
