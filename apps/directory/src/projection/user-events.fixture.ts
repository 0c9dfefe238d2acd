import { ENTERPRISE_USER_URN, type RollcallEvent, type UserEvent, type UserResource } from '#contracts';
import { v7 as uuid } from 'uuid';

export const TENANT = '018f0000-0000-7000-8000-00000000000a';
export const OTHER_TENANT = '018f0000-0000-7000-8000-00000000000b';

export interface Person {
  readonly id: string;
  readonly userName?: string;
  readonly displayName?: string;
  readonly active?: boolean;
  readonly department?: string;
  readonly title?: string;
  readonly managerId?: string;
  readonly mail?: string;
  /** Names of the custom attributes in `more` that name an employee. */
  readonly references?: readonly string[];
  readonly more?: Partial<UserResource> & Readonly<Record<string, unknown>>;
}

/** A user as scim-api would describe it after version `version`. */
export function user(person: Person, version = 1): UserResource {
  const { id, userName = `${id}@example.com`, displayName, active = true, department, title, managerId, mail } = person;
  const enterprise = {
    ...(department === undefined ? {} : { department }),
    ...(managerId === undefined ? {} : { manager: { value: managerId } }),
  };
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_USER_URN],
    id,
    userName,
    ...(displayName === undefined ? {} : { displayName }),
    ...(title === undefined ? {} : { title }),
    active,
    ...(mail === undefined ? {} : { emails: [{ value: mail, type: 'work', primary: true }] }),
    ...(Object.keys(enterprise).length === 0 ? {} : { [ENTERPRISE_USER_URN]: enterprise }),
    ...person.more,
    meta: { resourceType: 'User', created: at(1), lastModified: at(version), version: `W/"${version}"` },
  };
}

export const ACTOR = { connectionId: '018f0000-0000-7000-8000-0000000000c0', credentialId: 'credential-1' };

interface Occasion {
  readonly tenantId?: string;
  readonly version?: number;
}

export function created(person: Person, occasion: Occasion = {}): UserEvent {
  const { version = 1 } = occasion;
  return event('rollcall.UserProvisioned', person.id, occasion, {
    reason: 'created' as const,
    actor: ACTOR,
    user: user(person, version),
    ...(person.references === undefined ? {} : { references: [...person.references] }),
    changes: [{ path: 'userName', before: null, after: person.userName ?? person.id }],
  });
}

export function updated(person: Person, occasion: Occasion): UserEvent {
  return event('rollcall.UserUpdated', person.id, occasion, {
    actor: ACTOR,
    user: user(person, occasion.version),
    changes: [{ path: 'title', before: null, after: person.title ?? null }],
  });
}

export function disabled(person: Person, occasion: Occasion): UserEvent {
  return event('rollcall.UserDeprovisioned', person.id, occasion, {
    reason: 'disabled' as const,
    actor: ACTOR,
    user: user({ ...person, active: false }, occasion.version),
    changes: [{ path: 'active', before: true, after: false }],
  });
}

export function deleted(id: string, occasion: Occasion): UserEvent {
  return event('rollcall.UserDeprovisioned', id, occasion, {
    reason: 'deleted' as const,
    actor: ACTOR,
    user: null,
    changes: [{ path: 'userName', before: id, after: null }],
  });
}

/** What a consumer of the wrong topic would see. */
export function tenantChanged(): RollcallEvent {
  return event('rollcall.TenantChanged', TENANT, {}, { name: 'Contoso', notificationAddress: null });
}

export function event<Type extends RollcallEvent['type'], Data>(
  type: Type,
  subject: string,
  { tenantId = TENANT, version = 1 }: Occasion,
  data: Data,
) {
  return {
    id: uuid(),
    type,
    source: `/tenants/${tenantId}/connections/${ACTOR.connectionId}`,
    subject,
    time: at(version),
    tenantId,
    resourceVersion: version,
    scimEvent: null,
    correlationId: 'request-1',
    traceparent: null,
    data,
  };
}

export function at(version: number): string {
  return new Date(Date.UTC(2026, 0, 5, 9) + version * 1_000).toISOString();
}
