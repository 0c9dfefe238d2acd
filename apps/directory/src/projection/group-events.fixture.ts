import type { GroupEvent, GroupMember } from '#contracts';
import { ACTOR, at, event } from './user-events.fixture.js';

interface Occasion {
  readonly tenantId?: string;
  readonly version?: number;
  readonly externalId?: string;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

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
