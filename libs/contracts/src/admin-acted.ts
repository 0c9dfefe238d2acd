import type { Change } from './envelope.js';
import type { AdminAct } from './admin-acts.js';
import { INSTALLATION, type AdminActed } from './admin-events.js';

/** Who acts, why, and by which request. */
export interface Acting {
  readonly requestId: string;
  readonly traceparent: string | null;
  /** null: nothing was said. */
  readonly reason: string | null;
  /** Whom a command was told, or what the credential is called. */
  readonly name?: string;
  /** From where the request came, as a range. */
  readonly address?: string;
  /** The operator by default. */
  readonly type?: 'operator' | 'account' | 'name-server' | 'mailbox' | 'reader' | 'brake' | 'clock' | 'stranger';
  /** Of an account: as which it may do that, and how it had signed in. */
  readonly role?: string;
  readonly amr?: readonly string[];
}

export interface Acted {
  readonly act: AdminAct;
  /** null: the whole installation. */
  readonly tenantId: string | null;
  readonly object: AdminActed['data']['object'];
  /** The object's id by default; a name that people choose is none. */
  readonly subject?: string;
  readonly at: Date;
  /** What it changed; never a secret. */
  readonly changes: readonly Change[];
  /** Of `operators.issue`. */
  readonly operator?: AdminActed['data']['operator'];
}

/** The event of an act. It has no version: a credential, a reader and a key have none, and order holds by the subject. */
export function adminActed(eventId: string, acted: Acted, acting: Acting): AdminActed {
  const { act, tenantId, object, subject = object.id, at, changes, operator } = acted;
  const { type = 'operator', name = null, address, role, amr, reason } = acting;
  const how = { ...(role !== undefined && { role }), ...(amr !== undefined && { amr: [...amr] }) };
  const actor = { type, name, ...(address !== undefined && { address }), ...how };
  return {
    id: eventId,
    type: 'rollcall.AdminActed',
    source: tenantId === null ? '/installation' : `/tenants/${tenantId}`,
    subject,
    time: at.toISOString(),
    tenantId: tenantId ?? INSTALLATION,
    resourceVersion: null,
    scimEvent: null,
    correlationId: acting.requestId,
    traceparent: acting.traceparent,
    data: { act, object, actor, reason, changes: [...changes], ...(operator && { operator }) },
  };
}
