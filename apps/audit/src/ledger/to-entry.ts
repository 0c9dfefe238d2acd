import {
  INSTALLATION,
  shownChanges,
  type AdminActed,
  type Change,
  type CredentialEvent,
  type CredentialExpiring,
  type DeadCredentialUsed,
  type GroupEvent,
  type RefusalsSuppressed,
  type RollcallEvent,
  type TenantEnded,
  type UserEvent,
  type WriteRefused,
} from '#contracts';
import type { Entry } from './entry.js';

/** Pure and total. null for the tenant's settings, which have no place in this log. */
export function toEntry(event: RollcallEvent): Entry | null {
  switch (event.type) {
    case 'rollcall.UserProvisioned':
    case 'rollcall.UserUpdated':
    case 'rollcall.UserDeprovisioned':
      return accepted(event, 'User', shownChanges(event.data.changes, event.data.sensitive));
    case 'rollcall.GroupProvisioned':
    case 'rollcall.GroupUpdated':
      return accepted(event, 'Group', [...event.data.changes, ...membership(event.data)]);
    case 'rollcall.GroupDeprovisioned':
      return accepted(event, 'Group', event.data.changes);
    case 'rollcall.WriteRefused':
      return refused(event);
    case 'rollcall.RefusalsSuppressed':
      return suppressed(event);
    case 'rollcall.AdminActed':
      return acted(event);
    case 'rollcall.TenantEnded':
      return ended(event);
    case 'rollcall.CredentialExpiring':
      return expiring(event);
    case 'rollcall.DeadCredentialUsed':
      return deadUse(event);
    case 'rollcall.TenantChanged':
      return null;
  }
}

function accepted(event: UserEvent | GroupEvent, resourceType: 'User' | 'Group', changes: readonly Change[]): Entry {
  return {
    ...envelope(event),
    outcome: 'accepted',
    connectionId: event.data.actor.connectionId,
    credentialId: event.data.actor.credentialId,
    resourceType,
    resourceId: event.subject,
    resourceVersion: event.resourceVersion,
    changes,
    reason: 'reason' in event.data ? event.data.reason : null,
  };
}

function membership(data: {
  readonly membersAdded: readonly unknown[];
  readonly membersRemoved: readonly unknown[];
}): Change[] {
  const { membersAdded: added, membersRemoved: removed } = data;
  if (added.length === 0 && removed.length === 0) return [];
  return [{ path: 'members', before: removed.length === 0 ? null : removed, after: added.length === 0 ? null : added }];
}

function refused(event: WriteRefused): Entry {
  const { actor, method, resourceType, resourceId, status, scimType, reason, path, rule } = event.data;
  return {
    ...envelope(event),
    outcome: 'refused',
    connectionId: actor.connectionId,
    credentialId: actor.credentialId,
    resourceType,
    resourceId,
    method,
    status,
    scimType,
    reason,
    ...placeOf(path, rule),
  };
}

/** Left out where the event does not say. */
function placeOf(path?: string | null, rule?: string | null): Pick<Entry, 'path' | 'rule'> {
  return { ...(path == null ? {} : { path }), ...(rule == null ? {} : { rule }) };
}

function suppressed(event: RefusalsSuppressed): Entry {
  const { connectionId, count, from, to } = event.data;
  return { ...envelope(event), outcome: 'refused', connectionId, count, periodFrom: from, periodTo: to };
}

/**
 * An act on what belongs to a tenant is that tenant's to see; one on the installation (a signing key) has a tenant that no
 * reader has, and is kept for whoever reads the database.
 */
function acted(event: AdminActed): Entry {
  const { act, actor, object, reason, changes = [] } = event.data;
  return {
    ...envelope(event),
    outcome: act === FAILED_SIGN_IN ? 'refused' : 'accepted',
    connectionId: null,
    resourceType: object.type,
    resourceId: object.id,
    reason,
    act,
    changes,
    operator: actor.name ?? actor.type,
    ...(actor.address === undefined ? {} : { address: actor.address }),
    ...(act === 'entries.read' || act === FAILED_SIGN_IN ? counted(changes) : {}),
  };
}

const FAILED_SIGN_IN = 'sign-ins.fail';

/** How often was read, or tried, and from when to when: where counted refusals say it. */
function counted(changes: readonly Change[]): Partial<Entry> {
  const said = Object.fromEntries(changes.map(({ path, after }) => [path, after]));
  const { count, from, to } = said;
  return {
    ...(Number.isSafeInteger(count) && { count: Number(count) }),
    ...(isTime(from) && isTime(to) && { periodFrom: from, periodTo: to }),
  };
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u.test(value);
}

/** Of the tenant's own entries none stays: that it was ended is the installation's. */
function ended(event: TenantEnded): Entry {
  const { actor, reason, askedAt } = event.data;
  return {
    ...envelope(event),
    tenantId: INSTALLATION,
    outcome: 'accepted',
    connectionId: null,
    resourceType: 'tenant',
    resourceId: event.subject,
    reason,
    changes: [{ path: 'askedAt', before: askedAt, after: null }],
    operator: actor.name ?? actor.type,
    ...(actor.address === undefined ? {} : { address: actor.address }),
  };
}

/** What nobody did: a clock has. */
function expiring(event: CredentialExpiring): Entry {
  const { connectionId, daysLeft, expiresAt } = event.data;
  return {
    ...envelope(event),
    ...ofCredential(event),
    outcome: 'accepted',
    connectionId,
    reason: daysLeft === 0 ? 'expired' : 'expiring',
    changes: [{ path: 'expiresAt', before: expiresAt, after: expiresAt }],
  };
}

function deadUse(event: DeadCredentialUsed): Entry {
  const { connectionId, ended, count, from, to } = event.data;
  return {
    ...envelope(event),
    ...ofCredential(event),
    outcome: 'refused',
    connectionId,
    reason: ended,
    count,
    periodFrom: from,
    periodTo: to,
  };
}

function ofCredential({ subject }: CredentialEvent) {
  return { credentialId: subject, resourceType: 'credential', resourceId: subject };
}

function envelope(event: RollcallEvent) {
  return {
    id: event.id,
    tenantId: event.tenantId,
    time: event.time,
    type: event.type,
    requestId: event.correlationId,
    credentialId: null,
    resourceType: null,
    resourceId: null,
    resourceVersion: null,
    changes: [],
    reason: null,
    method: null,
    status: null,
    scimType: null,
    count: null,
    periodFrom: null,
    periodTo: null,
  };
}
