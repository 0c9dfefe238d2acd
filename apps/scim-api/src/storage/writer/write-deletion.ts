import type { QueryConfig } from 'pg';
import type { GroupMember, RollcallEvent } from '#contracts';
import { outboxInsert } from '#outbox';
import type { ScimError, StoredGroup } from '#scim';
import type { WriteRequest } from '../../writes/write-request.js';
import { memberLeft } from '../../groups/decide-group.js';
import type { GroupChange, GroupDecision } from '../../groups/group-change.js';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { storedGroup, storedUser } from '../resource-row.js';
import { deleteGroup, leftGroups, lockGroupsOf, lockLeavingGroup } from '../statements/groups.js';
import { countMembers, isMemberStill, leaveGroups } from '../statements/members.js';
import { deleteEmails, storedEmails } from '../statements/user-emails.js';
import { deleteUsers, lockLeaver } from '../statements/users.js';
import { isUuid } from '../uuid.js';
import { BatchBrake } from './batch-brake.js';
import { openSession, type Session, type WritePlace } from './session.js';
import { ofNothing } from './write-group.js';

/** Groups that somebody who is deleted leaves in one transaction, each with an event of 1 to 2 kB. */
export const MAX_LEFT_AT_ONCE = 200;
/** Bytes of these groups as they are stored: names that an earlier release let in may be long. */
const MAX_LEFT_BYTES = 524_288;

/** There were more groups to leave than one transaction takes: what is deleted is there still, and the rest is for the next. */
export interface Unfinished {
  readonly kind: 'unfinished';
  /** How many groups this transaction left. */
  readonly left: number;
}

/**
 * Ends a user and the memberships with it: the groups' versions and events say who left. Groups are locked before the user,
 * as everywhere. One transaction does it, or leaves the first of the groups and says so: each part is true by itself (the
 * user is there, and no member of these), so a deletion that is cut off between two of them goes on when it is repeated.
 */
export function writeUserDeletion(
  place: WritePlace,
  tenantId: string,
  change: UserChange,
): Promise<UserDecision | Unfinished> {
  if (!isUuid(change.userId)) return Promise.resolve(change.decide(null, new Map()));
  const member: GroupMember = { type: 'User', value: change.userId };
  return openSession(place, { tenantId, changes: [change] }, async (session) => {
    const brake = new BatchBrake([change]);
    const { groups, row } = await lockLeaving(session, { brake, lock: lockLeaver(change.userId) }, member.value);
    const state = row === undefined ? null : storedUser(row);
    const decision = change.decide(state, new Map());
    if (decision.kind !== 'deleted') return decision;
    const held = brake.refusalOf(change.request, change.userId);
    if (held !== null) return refusedByBrake(session, brake, held);
    const emails = state === null ? [] : storedEmails(state);
    const statements = [deleteEmails(tenantId, emails), deleteUsers([change.userId]), ...brake.notes];
    const ending = { statements, events: [decision.event, ...brake.events] };
    return (await leave(session, { request: change.request, member, groups, ending })) ?? decision;
  });
}

/** Ends a group, its members' memberships (not listed one by one) and its own membership in other groups, as above. */
export function writeGroupDeletion(
  place: WritePlace,
  tenantId: string,
  change: GroupChange,
): Promise<GroupDecision | Unfinished> {
  if (!isUuid(change.groupId)) return Promise.resolve(ofNothing(change));
  const member: GroupMember = { type: 'Group', value: change.groupId };
  return openSession(place, { tenantId, changes: [change] }, async (session) => {
    const brake = new BatchBrake([change]);
    const { groups, row } = await lockLeaving(session, { brake, lock: lockLeavingGroup(change.groupId) }, member.value);
    const plan = change.decide(row === undefined ? null : storedGroup(row), null);
    if (plan.kind === 'refused') return plan;
    if (plan.kind !== 'delete') throw new Error('only deletions are written here');
    const held = brake.refusalOfMembers(change.request, await membersOf(session, change.groupId));
    if (held !== null) return refusedByBrake(session, brake, held);
    const statements = [...deleteGroup(change.groupId), ...brake.notes];
    const ending = { statements, events: [plan.event, ...brake.events] };
    const unfinished = await leave(session, { request: change.request, member, groups, ending });
    return unfinished ?? { kind: 'deleted', event: plan.event };
  });
}

interface Refusal {
  readonly kind: 'refused';
  readonly error: ScimError;
}

interface Locking {
  readonly brake: BatchBrake;
  readonly lock: QueryConfig;
}

async function lockLeaving(session: Session, { brake, lock }: Locking, memberId: string) {
  const most = { groups: MAX_LEFT_AT_ONCE, bytes: MAX_LEFT_BYTES };
  const [groups, leaving] = brake.read(await session.send(...brake.locks, lockGroupsOf(memberId, most), lock));
  return { groups: (groups?.rows ?? []).map(storedGroup), row: leaving?.rows[0] };
}

/** The group is locked: as many memberships end with it. */
async function membersOf(session: Session, groupId: string): Promise<number> {
  const [answer] = await session.send(countMembers(groupId));
  return Number(answer?.rows[0]?.members ?? 0);
}

/** The refusal, once it is kept that there was one. */
async function refusedByBrake(session: Session, brake: BatchBrake, error: ScimError): Promise<Refusal> {
  const { events, notes } = brake;
  await session.finish(...notes, ...(events.length === 0 ? [] : [outboxInsert(events)]));
  return { kind: 'refused', error };
}

interface Leaving {
  readonly request: WriteRequest;
  readonly member: GroupMember;
  /** Those that are locked. */
  readonly groups: readonly StoredGroup[];
  /** What ends the member when there are no more. */
  readonly ending: { readonly statements: readonly QueryConfig[]; readonly events: readonly RollcallEvent[] };
}

/** The member is locked: nobody adds it to another group meanwhile. Null: it is a member of no more, and has ended. */
async function leave(session: Session, { request, member, groups, ending }: Leaving): Promise<Unfinished | null> {
  const ids = groups.map(({ id }) => id);
  const [gone, more] = await session.send(leaveGroups(member.value, ids), isMemberStill(member.value));
  const left = new Set((gone?.rows ?? []).map(({ group_id: id }) => String(id)));
  const outcomes = groups.filter(({ id }) => left.has(id)).map((group) => memberLeft(request, group, member));
  const saved = outcomes.flatMap((outcome) => (outcome.kind === 'saved' ? [outcome] : []));
  const saves = saved.length === 0 ? [] : [leftGroups(saved.map(({ group }) => group))];
  const events: RollcallEvent[] = saved.map(({ event }) => event);
  // Also somebody added it to one after the groups were locked and before the member was.
  if (more?.rows[0]?.is_member === true) {
    if (events.length > 0) await session.finish(...saves, outboxInsert(events));
    return { kind: 'unfinished', left: events.length };
  }
  await session.finish(...saves, ...ending.statements, outboxInsert([...events, ...ending.events]));
  return null;
}
