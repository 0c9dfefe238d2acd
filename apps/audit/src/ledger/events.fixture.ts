import { v7 as uuid } from 'uuid';
import type {
  GroupDeprovisioned,
  GroupUpdated,
  RefusalsSuppressed,
  AdminActed,
  CredentialExpiring,
  DeadCredentialUsed,
  TenantChanged,
  UserProvisioned,
  UserUpdated,
  WriteRefused,
} from '#contracts';

export const TENANT = '0192f1a0-0000-7000-8000-00000000000a';
export const OTHER_TENANT = '0192f1a0-0000-7000-8000-00000000000b';
export const ACTOR = {
  connectionId: '0198c0de-0000-7000-8000-0000000000b1',
  credentialId: '0198c0de-0000-7000-8000-0000000000c1',
} as const;

interface Overrides {
  readonly tenantId?: string;
  readonly time?: string;
  readonly subject?: string;
  readonly credentialId?: string;
}

function envelope({
  tenantId = TENANT,
  time = '2026-11-24T10:00:00.000Z',
  subject = '0198c0de-0000-7000-8000-0000000000a1',
}: Overrides) {
  return {
    id: uuid(),
    source: `/tenants/${tenantId}/connections/${ACTOR.connectionId}`,
    subject,
    time,
    tenantId,
    scimEvent: null,
    correlationId: 'request-1',
    traceparent: null,
  };
}

const actorOf = ({ credentialId = ACTOR.credentialId }: Overrides) => ({ ...ACTOR, credentialId });

export function userUpdated(version: number, overrides: Overrides = {}): UserUpdated {
  const base = envelope(overrides);
  return {
    ...base,
    type: 'rollcall.UserUpdated',
    resourceVersion: version,
    data: {
      actor: actorOf(overrides),
      user: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: base.subject,
        userName: 'mona@example.com',
        active: true,
        meta: { resourceType: 'User', created: base.time, lastModified: base.time, version: `W/"${version}"` },
      },
      changes: [{ path: 'title', before: null, after: `Engineer ${version}` }],
    },
  };
}

export function userCreated(overrides: Overrides = {}): UserProvisioned {
  const { data, ...rest } = userUpdated(1, overrides);
  return { ...rest, type: 'rollcall.UserProvisioned', data: { ...data, reason: 'created' } };
}

export function groupUpdated(overrides: Overrides = {}): GroupUpdated {
  const base = envelope({ subject: 'group-1', ...overrides });
  return {
    ...base,
    type: 'rollcall.GroupUpdated',
    resourceVersion: 1,
    data: {
      actor: actorOf(overrides),
      group: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        id: base.subject,
        displayName: 'Engineers',
        meta: { resourceType: 'Group', created: base.time, lastModified: base.time, version: 'W/"1"' },
      },
      changes: [],
      membersAdded: [{ value: '0198c0de-0000-7000-8000-0000000000a1', type: 'User' }],
      membersRemoved: [],
    },
  };
}

export function groupDeleted(overrides: Overrides = {}): GroupDeprovisioned {
  return {
    ...envelope({ subject: 'group-1', ...overrides }),
    type: 'rollcall.GroupDeprovisioned',
    resourceVersion: 3,
    data: {
      reason: 'deleted',
      actor: actorOf(overrides),
      group: null,
      changes: [{ path: 'displayName', before: 'Engineers', after: null }],
    },
  };
}

export function writeRefused(overrides: Overrides = {}): WriteRefused {
  return {
    ...envelope({ subject: 'request-1', ...overrides }),
    type: 'rollcall.WriteRefused',
    resourceVersion: null,
    data: {
      actor: actorOf(overrides),
      method: 'POST',
      resourceType: 'User',
      resourceId: null,
      status: 409,
      scimType: 'uniqueness',
      reason: 'userName-taken',
      path: 'userName',
      rule: 'must be unique',
    },
  };
}

export function refusalsSuppressed(overrides: Overrides = {}): RefusalsSuppressed {
  return {
    ...envelope({ subject: 'request-2', ...overrides }),
    type: 'rollcall.RefusalsSuppressed',
    resourceVersion: null,
    data: {
      connectionId: ACTOR.connectionId,
      from: '2026-11-24T09:00:00.000Z',
      to: '2026-11-24T10:00:00.000Z',
      count: 42,
    },
  };
}

export function adminActed(data: Partial<AdminActed['data']> = {}): AdminActed {
  const object = { type: 'reader', id: '0198c0de-0000-7000-8000-0000000000f1' };
  return {
    ...envelope({ subject: object.id }),
    type: 'rollcall.AdminActed',
    resourceVersion: null,
    data: { act: 'readers.revoke', object, actor: { type: 'operator', name: null }, reason: 'it was lost', ...data },
  };
}

const OF_CREDENTIAL = { connectionId: ACTOR.connectionId, method: 'token', name: 'Token of spring', lastUsedAt: null };

export function credentialExpiring(daysLeft: number): CredentialExpiring {
  return {
    ...envelope({ subject: ACTOR.credentialId }),
    type: 'rollcall.CredentialExpiring',
    resourceVersion: null,
    data: { ...OF_CREDENTIAL, expiresAt: '2026-12-24T09:00:00.000Z', daysLeft },
  };
}

export function deadCredentialUsed(): DeadCredentialUsed {
  const uses = { count: 7, from: '2026-11-24T09:00:00.000Z', to: '2026-11-24T09:59:00.000Z' };
  return {
    ...envelope({ subject: ACTOR.credentialId }),
    type: 'rollcall.DeadCredentialUsed',
    resourceVersion: null,
    data: { ...OF_CREDENTIAL, ended: 'expired', endedAt: '2026-11-24T08:00:00.000Z', ...uses },
  };
}

export function tenantChanged(): TenantChanged {
  return {
    ...envelope({ subject: TENANT }),
    type: 'rollcall.TenantChanged',
    resourceVersion: 1,
    data: { name: 'Contoso', notificationAddress: null },
  };
}
