import { v7 as uuid } from 'uuid';
import type { AdminAct, AdminActed } from '#contracts';

/** Who did it, by which request, and why. */
export interface Doing {
  readonly actor: 'operator' | 'mailbox';
  readonly reason: string | null;
  readonly requestId: string;
  readonly at: Date;
}

export interface Done {
  readonly act: AdminAct;
  readonly tenantId: string;
  readonly object: { readonly type: 'domain' | 'notification-address'; readonly id: string };
}

/** The event of an act that is done here: what scim-api does not keep, it cannot tell. */
export function acted({ act, tenantId, object }: Done, { actor, reason, requestId, at }: Doing): AdminActed {
  return {
    id: uuid(),
    type: 'rollcall.AdminActed',
    source: `/tenants/${tenantId}`,
    subject: object.id,
    time: at.toISOString(),
    tenantId,
    resourceVersion: null,
    scimEvent: null,
    correlationId: requestId,
    traceparent: null,
    data: { act, object, actor: { type: actor, name: null }, reason },
  };
}
