import { v7 } from 'uuid';
import {
  ENTERPRISE_USER_URN,
  type RefusalsSuppressed,
  type TenantChanged,
  type UserDeprovisioned,
  type UserProvisioned,
  type UserResource,
  type UserUpdated,
  type WriteRefused,
} from '#contracts';

export const TENANT = '0192f000-0000-7000-8000-000000000001';
export const OTHER_TENANT = '0192f000-0000-7000-8000-000000000002';
export const ACTOR = { connectionId: 'connection-1', credentialId: 'credential-1' };
export const TIME = '2026-11-24T09:00:00.000Z';

/** Milliseconds after `TIME`. */
export function at(milliseconds: number): Date {
  return new Date(Date.parse(TIME) + milliseconds);
}

interface Envelope {
  readonly tenantId?: string;
  readonly subject?: string;
  readonly version?: number;
  readonly time?: Date;
  readonly traceparent?: string;
}

interface About extends Envelope {
  readonly managerId?: string;
  readonly user?: Partial<UserResource>;
}

export function userOf(id: string, { managerId, user }: About = {}): UserResource {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id,
    userName: `${id}@example.com`,
    displayName: `Name of ${id}`,
    active: true,
    emails: [{ value: `${id}@example.com`, type: 'work', primary: true }],
    ...(managerId === undefined ? {} : { [ENTERPRISE_USER_URN]: { manager: { value: managerId } } }),
    meta: { resourceType: 'User', created: TIME, lastModified: TIME, version: 'W/"1"' },
    ...user,
  };
}

function envelope(given: Envelope, subject: string) {
  return {
    id: v7(),
    source: `/tenants/${given.tenantId ?? TENANT}/connections/connection-1`,
    subject: given.subject ?? subject,
    time: (given.time ?? at(0)).toISOString(),
    tenantId: given.tenantId ?? TENANT,
    resourceVersion: given.version ?? 1,
    scimEvent: null,
    correlationId: v7(),
    traceparent: given.traceparent ?? null,
  };
}

export function created(id: string, about: About = {}): UserProvisioned {
  const data = { reason: 'created' as const, actor: ACTOR, user: userOf(id, about), changes: [] };
  return { ...envelope(about, id), type: 'rollcall.UserProvisioned', data };
}

export function reactivated(id: string, about: About = {}): UserProvisioned {
  const data = { reason: 'reactivated' as const, actor: ACTOR, user: userOf(id, about), changes: [] };
  return { ...envelope({ version: 3, ...about }, id), type: 'rollcall.UserProvisioned', data };
}

export function updated(id: string, about: About = {}): UserUpdated {
  const changes = [{ path: 'title', before: null, after: 'x' }];
  const data = { actor: ACTOR, user: userOf(id, about), changes };
  return { ...envelope({ version: 2, ...about }, id), type: 'rollcall.UserUpdated', data };
}

export function disabled(id: string, about: About = {}): UserDeprovisioned {
  const user = { ...userOf(id, about), active: false };
  const data = { reason: 'disabled' as const, actor: ACTOR, user, changes: [] };
  return { ...envelope({ version: 2, ...about }, id), type: 'rollcall.UserDeprovisioned', data };
}

export function deleted(id: string, about: Envelope = {}): UserDeprovisioned {
  const data = { reason: 'deleted' as const, actor: ACTOR, user: null, changes: [] };
  return { ...envelope({ version: 3, ...about }, id), type: 'rollcall.UserDeprovisioned', data };
}

export function refused(reason: string, given: Envelope = {}): WriteRefused {
  const data = {
    actor: ACTOR,
    method: 'POST',
    resourceType: 'User' as const,
    resourceId: null,
    status: 400,
    scimType: 'invalidValue',
    reason,
  };
  return { ...envelope(given, v7()), resourceVersion: null, type: 'rollcall.WriteRefused', data };
}

export function refusalsSuppressed(count: number, given: Envelope = {}): RefusalsSuppressed {
  const data = { connectionId: ACTOR.connectionId, from: at(0).toISOString(), to: at(60_000).toISOString(), count };
  return { ...envelope(given, v7()), resourceVersion: null, type: 'rollcall.RefusalsSuppressed', data };
}

export function tenantChanged(
  notificationAddress: string | null,
  given: Envelope & { name?: string } = {},
): TenantChanged {
  // Of the people of these fixtures.
  const domains = [{ name: 'example.com', state: 'verified' as const }];
  const data = { name: given.name ?? 'Contoso', notificationAddress, domains };
  return { ...envelope(given, given.tenantId ?? TENANT), type: 'rollcall.TenantChanged', data };
}
