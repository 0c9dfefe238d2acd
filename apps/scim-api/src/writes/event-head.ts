import type { Envelope } from '#contracts';
import type { Versioned } from './decided.js';
import type { WriteRequest } from './write-request.js';

export const SCIM_EVENT = 'urn:ietf:params:scim:event:prov:';

/** What the events of users and groups say alike: of which version, by whom, as part of which request. */
export function eventHead(
  request: WriteRequest,
  after: Versioned & { readonly id: string },
): Omit<Envelope<string, unknown>, 'type' | 'scimEvent' | 'data'> {
  return {
    id: request.newId(),
    source: `/tenants/${request.tenantId}/connections/${request.actor.connectionId}`,
    subject: after.id,
    time: after.lastModified,
    tenantId: request.tenantId,
    resourceVersion: after.version,
    correlationId: request.correlationId,
    traceparent: request.traceparent,
  };
}
