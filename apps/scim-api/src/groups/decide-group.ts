import {
  applyGroupPatch,
  replaceGroupAttributes,
  normaliseUserName as foldName,
  sameJson,
  ScimError,
  versionTag,
  type DecodedGroup,
  type GroupAttributes,
  type GroupReplacement,
  type MembershipDelta,
  type SplitGroupPatch,
  type StoredGroup,
} from '#scim';
import { existing, nameAfter, nextVersion, refusalOf, type Condition } from '../writes/decided.js';
import type { WriteRequest } from '../writes/write-request.js';
import type { GroupChange, GroupOutcome, GroupSaving, MembershipEffect } from './group-change.js';
import { groupCreated, groupDeleted, groupUpdated } from './group-events.js';

/** The form of a displayName under which a group is unique: Entra matches groups by it, in any case (libs/scim/rules.md, E2). */
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
    decide: (_state, nameOwner) => {
      if (nameOwner !== null && nameOwner !== groupId) return { kind: 'refused', error: duplicate(nameOwner) };
      return { kind: 'save', before: null, after };
    },
    conclude: (plan, effect) => conclude(request, plan, effect),
  };
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
  const name = nameAfter(patch.attributes, 'displayName');
  return changeGroup(request, groupId, {
    ifMatch,
    name: name === null ? null : groupNameKey(name),
    membership: patch.membership,
    next: (current) => applyGroupPatch(current, patch.attributes),
  });
}

export function deleteGroup(request: WriteRequest, groupId: string, condition: Condition = {}): GroupChange {
  return {
    request,
    groupId,
    isNew: false,
    name: null,
    membership: null,
    mayEnd: true,
    decide: (state) => {
      try {
        const before = existing('Group', state, condition);
        return { kind: 'delete', event: groupDeleted(request, { ...before, ...nextVersion(request, before) }) };
      } catch (error) {
        return refusalOf(error);
      }
    },
    conclude: (plan, effect) => conclude(request, plan, effect),
  };
}

export interface Taking {
  readonly attributes: GroupAttributes;
  /** At which it becomes so. */
  readonly version: number;
  readonly membership: MembershipDelta | null;
}

/** What was decided elsewhere becomes so, of a group that is as it was then. */
export function takeGroup(
  request: WriteRequest,
  groupId: string,
  { attributes, version, membership }: Taking,
): GroupChange {
  const rule = { ifMatch: versionTag(version), name: groupNameKey(attributes.displayName), membership };
  return changeGroup(request, groupId, { ...rule, next: () => attributes });
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
    mayEnd: rule.membership !== null && (rule.membership.clear || rule.membership.remove.length > 0),
    decide: (state, nameOwner) => {
      try {
        const before = existing('Group', state, rule);
        const attributes = rule.next(before.attributes);
        const isTaken = nameOwner !== null && nameOwner !== groupId;
        if (isTaken && groupNameKey(attributes.displayName) === rule.name) throw duplicate(nameOwner);
        return { kind: 'save', before, after: { ...before, attributes } };
      } catch (error) {
        return refusalOf(error);
      }
    },
    conclude: (plan, effect) => conclude(request, plan, effect),
  };
}

function conclude(request: WriteRequest, { before, after }: GroupSaving, effect: MembershipEffect): GroupOutcome {
  if (before === null) {
    return { kind: 'saved', created: true, group: after, event: groupCreated(request, after, effect) };
  }
  const moved = effect.added.length + effect.removed.length > 0;
  if (!moved && sameJson(before.attributes, after.attributes)) return { kind: 'unchanged', group: before };
  const group = { ...after, ...nextVersion(request, after) };
  const event = groupUpdated(request, { before, after: group }, effect);
  return { kind: 'saved', created: false, group, event };
}

function duplicate(owner: string): ScimError {
  return new ScimError(
    'duplicate-group',
    `displayName: must be unique, and the group with id ${owner} has it; match that group, or change one of the names.`,
  );
}
