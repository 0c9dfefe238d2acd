import type { GroupEvent, GroupMember } from '#contracts';
import { v7 as uuid } from 'uuid';
import { TENANT } from './user-events.fixture.js';

interface Occasion {
  readonly tenantId?: string;
  readonly version?: number;
  readonly externalId?: string;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

const ACTOR = { connectionId: '018f0000-0000-7000-8000-0000000000c0', credentialId: 'credential-1' };

/** An id that begins with `group` is a group's. */
const member = (value: string): GroupMember => ({ value, type: value.startsWith('group') ? 'Group' : 'User' });

const membership = ({ added = [], removed = [] }: Occasion) => ({
  membersAdded: added.map(member),
  membersRemoved: removed.map(member),
});

export function groupCreated(id: string, displayName: string, occasion: Occasion = {}): GroupEvent {
  const group = groupOf(id, displayName, occasion);
  const data = { reason: 'created' as const, actor: ACTOR, group, changes: [], ...membership(occasion) };
  return event('rollcall.GroupProvisioned', id, occasion, data);
}

export function groupUpdated(id: string, displayName: string, occasion: Occasion): GroupEvent {
  const group = groupOf(id, displayName, occasion);
  return event('rollcall.GroupUpdated', id, occasion, { actor: ACTOR, group, changes: [], ...membership(occasion) });
}

export function groupDeleted(id: string, occasion: Occasion): GroupEvent {
  const data = { reason: 'deleted' as const, actor: ACTOR, group: null, changes: [] };
  return event('rollcall.GroupDeprovisioned', id, occasion, data);
}

function groupOf(id: string, displayName: string, { version = 1, externalId }: Occasion) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    id,
    ...(externalId === undefined ? {} : { externalId }),
    displayName,
    meta: { resourceType: 'Group' as const, created: at(1), lastModified: at(version), version: `W/"${version}"` },
  };
}

function event<Type extends GroupEvent['type'], Data>(
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

function at(version: number): string {
  return new Date(Date.UTC(2026, 0, 5, 9) + version * 1_000).toISOString();
}
