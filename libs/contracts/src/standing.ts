import { INSTALLATION, type AdminEvent } from './admin-events.js';

/** What must not be let in any more. */
export interface Revoked {
  readonly kind: 'credential' | 'reader' | 'key' | 'operator' | 'console' | 'grant';
  readonly id: string;
  /** `ce_time`. */
  readonly at: string;
}

const REVOKING: Readonly<Record<string, Revoked['kind']>> = {
  'credentials.revoke': 'credential',
  'readers.revoke': 'reader',
  'keys.withdraw': 'key',
  'operators.revoke': 'operator',
  'consoles.withdraw': 'console',
  'grants.revoke': 'grant',
};
/** Longer than any id of ours; a longer one names nothing. */
const MAX_ID = 200;

/** What the event takes away for good, or null. Nothing that was revoked is given back: its id is used no more. */
export function revokedBy(event: AdminEvent): Revoked | null {
  if (event.type !== 'rollcall.AdminActed') return null;
  const { act, object } = event.data;
  const kind = Object.hasOwn(REVOKING, act) ? REVOKING[act] : undefined;
  return kind === undefined || object.id.length > MAX_ID ? null : { kind, id: object.id, at: event.time };
}

/** Whether a tenant may be asked about and written to, from a time on. */
export interface Standing {
  readonly kind: 'suspended' | 'resumed';
  readonly tenantId: string;
  /** `ce_time`; later than that of the standing before. */
  readonly at: string;
}

const STANDING: Readonly<Record<string, Standing['kind']>> = {
  'tenants.suspend': 'suspended',
  'tenants.resume': 'resumed',
};

/** How the tenant stands after the event, or null where it says nothing of that. */
export function standingAfter(event: AdminEvent): Standing | null {
  if (event.type !== 'rollcall.AdminActed') return null;
  const { act } = event.data;
  const kind = Object.hasOwn(STANDING, act) ? STANDING[act] : undefined;
  return kind === undefined ? null : { kind, tenantId: event.tenantId, at: event.time };
}

export interface Ended {
  readonly tenantId: string;
  /** `ce_time`. */
  readonly at: string;
}

/** The tenant that the event ends, or null. One that names another than its own ends nobody. */
export function endedBy(event: AdminEvent): Ended | null {
  const { type, tenantId, subject, time: at } = event;
  if (type !== 'rollcall.TenantEnded' || tenantId !== subject || tenantId === INSTALLATION) return null;
  return { tenantId, at };
}
