import {
  applyGroupPatch,
  matchesVersion,
  replaceGroupAttributes,
  normaliseUserName as foldName,
  sameJson,
  ScimError,
  type DecodedGroup,
  type GroupAttributes,
  type GroupReplacement,
  type MembershipDelta,
  type SplitGroupPatch,
  type StoredGroup,
} from '#scim';
import type { WriteRequest } from '../writes/write-request.js';
import type { GroupChange, GroupOutcome, GroupPlan, GroupSaving, MembershipEffect } from './group-change.js';
import { groupCreated, groupDeleted, groupUpdated } from './group-events.js';

/** The form of a displayName under which a group is unique: Entra matches groups by it, in any case (entra-scim §2.5). */
export function groupNameKey(displayName: string): string {
  return foldName(displayName);
}

/** POST: a new group with its members. A bulk gives the id, which its other operations know already. */
export function createGroup(
  request: WriteRequest,
  { attributes, members }: DecodedGroup,
  groupId: string = request.newId(),
): GroupChange {
  const times = { created: request.now, lastModified: request.now };
  const after: StoredGroup = { id: groupId, version: 1, ...times, attributes };
  return {
    request,
    groupId,
    isNew: true,
    name: groupNameKey(attributes.displayName),
    membership: members.length === 0 ? null : { clear: false, add: members, remove: [] },
    decide: (_state, nameOwner) =>
      refusing(() => {
        assertFree(groupId, nameOwner);
        return { kind: 'save', before: null, after };
      }),
    conclude: (plan, effect) => conclude(request, plan, effect),
  };
}

interface Condition {
  readonly ifMatch?: string | undefined;
}

/** PUT: the body's members are the whole new list, if it says any. */
export function replaceGroup(
  request: WriteRequest,
  groupId: string,
  { group, ifMatch }: { readonly group: GroupReplacement } & Condition,
): GroupChange {
  return changeGroup(request, groupId, {
    ifMatch,
    name: groupNameKey(group.attributes.displayName),
    membership: group.members === null ? null : { clear: true, add: group.members, remove: [] },
    next: (current) => replaceGroupAttributes(current, group),
  });
}

export function patchGroup(
  request: WriteRequest,
  groupId: string,
  { patch, ifMatch }: { readonly patch: SplitGroupPatch } & Condition,
): GroupChange {
  const names = patch.attributes.operations.flatMap((operation) =>
    operation.op !== 'remove' && operation.target.ref.attribute.name === 'displayName' ? [operation.value] : [],
  );
  const name = names.at(-1);
  return changeGroup(request, groupId, {
    ifMatch,
    name: typeof name === 'string' ? groupNameKey(name) : null,
    membership: patch.membership,
    next: (current) => applyGroupPatch(current, patch.attributes),
  });
}

export function deleteGroup(request: WriteRequest, groupId: string, { ifMatch }: Condition = {}): GroupChange {
  return {
    request,
    groupId,
    isNew: false,
    name: null,
    membership: null,
    decide: (state) =>
      refusing(() => {
        const before = existing(state, ifMatch);
        return { kind: 'delete', event: groupDeleted(request, nextVersion(request, before)) };
      }),
    conclude: (plan, effect) => conclude(request, plan, effect),
  };
}

/** A member was deleted: the group's version and its events say so, as if somebody had removed it. */
export function memberLeft(
  request: WriteRequest,
  before: StoredGroup,
  member: MembershipEffect['removed'][number],
): GroupOutcome {
  return conclude(request, { kind: 'save', before, after: before }, { added: [], removed: [member] });
}

interface Rule extends Condition {
  readonly name: string | null;
  readonly membership: MembershipDelta | null;
  readonly next: (current: GroupAttributes) => GroupAttributes;
}

function changeGroup(request: WriteRequest, groupId: string, rule: Rule): GroupChange {
  return {
    request,
    groupId,
    isNew: false,
    name: rule.name,
    membership: rule.membership,
    decide: (state, nameOwner) =>
      refusing(() => {
        const before = existing(state, rule.ifMatch);
        const attributes = rule.next(before.attributes);
        if (groupNameKey(attributes.displayName) === rule.name) assertFree(groupId, nameOwner);
        return { kind: 'save', before, after: { ...before, attributes } };
      }),
    conclude: (plan, effect) => conclude(request, plan, effect),
  };
}

function conclude(request: WriteRequest, { before, after }: GroupSaving, effect: MembershipEffect): GroupOutcome {
  if (before === null) {
    return { kind: 'saved', created: true, group: after, event: groupCreated(request, after, effect) };
  }
  const moved = effect.added.length + effect.removed.length > 0;
  if (!moved && sameJson(before.attributes, after.attributes)) return { kind: 'unchanged', group: before };
  const group = nextVersion(request, after);
  const event = groupUpdated(request, { before, after: group }, effect);
  return { kind: 'saved', created: false, group, event };
}

function nextVersion(request: WriteRequest, group: StoredGroup): StoredGroup {
  const { now } = request;
  return { ...group, version: group.version + 1, lastModified: now > group.lastModified ? now : group.lastModified };
}

function existing(state: StoredGroup | null, ifMatch: string | undefined): StoredGroup {
  if (state === null) throw new ScimError('not-found', 'No group has this id; it may have been deleted.');
  if (ifMatch !== undefined && !matchesVersion(ifMatch, state.version)) throw new ScimError('version-mismatch');
  return state;
}

function assertFree(groupId: string, nameOwner: string | null): void {
  if (nameOwner === null || nameOwner === groupId) return;
  throw new ScimError(
    'duplicate-group',
    `displayName: must be unique, and the group with id ${nameOwner} has it; match that group, or change one of the names.`,
  );
}

function refusing(decide: () => GroupPlan): GroupPlan {
  try {
    return decide();
  } catch (error) {
    if (error instanceof ScimError) return { kind: 'refused', error };
    throw error;
  }
}
