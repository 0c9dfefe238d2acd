import type { TenantChanged } from '#contracts';
import type { Tenant } from './tenant.js';

/** What caused an event: the request, and its span. */
export interface Cause {
  readonly requestId: string;
  readonly traceparent: string | null;
}

/** The event of a tenant that has just been created or changed. */
export function tenantChanged(eventId: string, tenant: Tenant, cause: Cause): TenantChanged {
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
    data: { name: tenant.name, notificationAddress: tenant.notificationAddress },
  };
}
