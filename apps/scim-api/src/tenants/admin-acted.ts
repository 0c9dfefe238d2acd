import { INSTALLATION, type AdminAct, type AdminActed } from '#contracts';
import type { Cause } from './tenant-changed.js';

/** Who acts on what the operator's API keeps, why, and by which request. */
export interface Acting extends Cause {
  /** null: nothing was said. */
  readonly reason: string | null;
  /** Whom a command was told; the API knows the operator's credential only. */
  readonly name?: string;
  /** The operator by default. */
  readonly type?: 'operator' | 'name-server';
}

export interface Acted {
  readonly act: AdminAct;
  /** null: the whole installation. */
  readonly tenantId: string | null;
  readonly object: AdminActed['data']['object'];
  readonly at: Date;
}

/** The event of an act. It has no version: a credential, a reader and a key have none, and order holds by the subject. */
export function adminActed(eventId: string, { act, tenantId, object, at }: Acted, acting: Acting): AdminActed {
  return {
    id: eventId,
    type: 'rollcall.AdminActed',
    source: tenantId === null ? '/installation' : `/tenants/${tenantId}`,
    subject: object.id,
    time: at.toISOString(),
    tenantId: tenantId ?? INSTALLATION,
    resourceVersion: null,
    scimEvent: null,
    correlationId: acting.requestId,
    traceparent: acting.traceparent,
    data: { act, object, actor: { type: acting.type ?? 'operator', name: acting.name ?? null }, reason: acting.reason },
  };
}
