import type { GroupMember } from '#contracts';
import { fitsTopic, outboxInsert } from '#outbox';
import { ScimError, type MembershipDelta, type ResourceTypeName, type SentMember } from '#scim';
import { groupNameKey } from '../../groups/decide-group.js';
import type { GroupChange, GroupDecision, MembershipEffect } from '../../groups/group-change.js';
import { storedGroup } from '../resource-row.js';
import { groupNameOwner, insertGroup, lockGroup, updateGroup } from '../statements/groups.js';
import { addMembers, findMembers, findNewcomers, keepMembers, removeMembers } from '../statements/members.js';
import { claimNames } from '../statements/users.js';
import { isUuid } from '../uuid.js';
import { BatchBrake } from './batch-brake.js';
import { openSession, type Session, type WritePlace } from './session.js';

/** One change of one group in a transaction of its own. A refusal leaves nothing behind: the transaction rolls back. */
export async function writeGroup(place: WritePlace, tenantId: string, change: GroupChange): Promise<GroupDecision> {
  if (!isUuid(change.groupId)) return ofNothing(change);
  const decision = await decideAndSave(place, tenantId, change);
  // Behind the transaction that was undone.
  if (decision.kind === 'refused' && decision.error.code === 'brake') await keepHeld(place, tenantId, change);
  return decision;
}

function decideAndSave(place: WritePlace, tenantId: string, change: GroupChange): Promise<GroupDecision> {
  return openSession(place, { tenantId, changes: [change] }, async (session) => {
    const name =
      change.name === null ? [] : [claimNames(tenantId, [`group/${change.name}`]), groupNameOwner(change.name)];
    const brake = new BatchBrake([change]);
    const answers = brake.read(await session.send(...brake.locks, ...name, lockGroup(change.groupId)));
    const owner = change.name === null ? undefined : answers[1]?.rows[0];
    const row = answers.at(-1)?.rows[0];
    const state = row === undefined ? null : storedGroup(row);

    const plan = change.decide(state, owner === undefined ? null : String(owner.id));
    if (plan.kind === 'refused') return plan;
    if (plan.kind === 'delete') throw new Error('a deletion is written by writeGroupDeletion');
    const key = groupNameKey(plan.after.attributes.displayName);
    if (plan.before === null) await session.send(insertGroup(tenantId, plan.after, key));
    const effect = await applyMembership(session, { tenantId, groupId: change.groupId, delta: change.membership });
    if (effect instanceof ScimError) return { kind: 'refused', error: effect };
    const held = brake.refusalOfMembers(change.request, effect.removed.length);
    if (held !== null) return { kind: 'refused', error: held };
    const outcome = change.conclude(plan, effect);
    if (outcome.kind === 'unchanged') return outcome;
    if (!fitsTopic(outcome.event)) return { kind: 'refused', error: new ScimError('event-too-large', TOO_MANY_MOVED) };
    const updates = outcome.created ? [] : [updateGroup(outcome.group, key)];
    await session.finish(...updates, ...brake.notes, outboxInsert([outcome.event, ...brake.events]));
    return outcome;
  });
}

/** That a write was too many, and that the brake engages by it. */
function keepHeld(place: WritePlace, tenantId: string, change: GroupChange): Promise<void> {
  return openSession(place, { tenantId, changes: [change] }, async (session) => {
    const brake = new BatchBrake([change]);
    brake.read(await session.send(...brake.locks));
    brake.hold(change.request);
    const { events, notes } = brake;
    await session.finish(...notes, ...(events.length === 0 ? [] : [outboxInsert(events)]));
  });
}

/** Any text can stand in the path; one that is no UUID is the id of nothing. */
export function ofNothing(change: GroupChange): GroupDecision {
  const plan = change.decide(null, null);
  return plan.kind === 'refused' ? plan : { kind: 'refused', error: new ScimError('not-found') };
}

export const TOO_MANY_MOVED =
  'members: more come and go in this request than one event can carry; send fewer at once, by PATCH.';

export interface Membership {
  readonly tenantId: string;
  readonly groupId: string;
  readonly delta: MembershipDelta | null;
}

export async function applyMembership(session: Session, membership: Membership): Promise<MembershipEffect | ScimError> {
  const { tenantId, groupId, delta } = membership;
  if (delta === null) return { added: [], removed: [] };
  const ids = delta.add.map(({ value }) => value);
  const newcomers = await newcomersAmong(session, groupId, ids.filter(isUuid));
  const types = await memberTypes(session, [...newcomers]);
  const unknown = delta.add.filter(({ value }) => !isUuid(value) || (newcomers.has(value) && !types.has(value)));
  if (unknown.length > 0) return noSuchMember(unknown);

  const removal = delta.clear
    ? keepMembers(groupId, ids)
    : removeMembers(
        groupId,
        delta.remove.filter(({ value }) => isUuid(value)),
      );
  const members = ids.flatMap((value) => ofType(value, types.get(value)));
  const [gone, come] = await session.send(removal, addMembers(tenantId, groupId, members));
  return { added: toMembers(come?.rows), removed: toMembers(gone?.rows) };
}

function ofType(value: string, type: ResourceTypeName | undefined): GroupMember[] {
  return type === undefined ? [] : [{ value, type }];
}

/** Those who are not there yet: only they must be looked up, and kept from being deleted meanwhile. */
async function newcomersAmong(session: Session, groupId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const [answer] = await session.send(findNewcomers(groupId, ids));
  return new Set((answer?.rows ?? []).map(({ id }) => String(id)));
}

async function memberTypes(session: Session, ids: readonly string[]): Promise<Map<string, ResourceTypeName>> {
  if (ids.length === 0) return new Map();
  const [users, groups] = await session.send(...findMembers(ids));
  return new Map([
    ...(users?.rows ?? []).map((row): [string, ResourceTypeName] => [String(row.id), 'User']),
    ...(groups?.rows ?? []).map((row): [string, ResourceTypeName] => [String(row.id), 'Group']),
  ]);
}

function toMembers(rows: readonly Record<string, unknown>[] | undefined): GroupMember[] {
  return (rows ?? []).map(({ value, type }) => ({ value: String(value), type: type === 'Group' ? 'Group' : 'User' }));
}

/** Says where the request names them, and the id where it could be one of ours: any other text may be about a person. */
function noSuchMember(unknown: readonly SentMember[]): ScimError {
  const [first] = unknown;
  const others = unknown.length > 1 ? ` (and ${unknown.length - 1} more)` : '';
  const id = first !== undefined && isUuid(first.value) ? `, not ${first.value}` : '';
  return new ScimError(
    'wrong-type',
    `${first?.place ?? 'members'}.value: names no user or group of this service${others}; send the id that its creation was answered with${id}.`,
  );
}
