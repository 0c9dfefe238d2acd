import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import type { GroupMember, RollcallEvent } from '#contracts';
import { outboxInsert } from '#outbox';
import type { WriteRequest } from '../../users/write-request.js';
import { groupNameKey, memberLeft } from '../../groups/decide-group.js';
import type { GroupChange, GroupDecision } from '../../groups/group-change.js';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { type GroupRow, storedGroup } from '../group-row.js';
import { deleteGroup, lockGroupsOf, lockLeavingGroup, updateGroup } from '../statements/groups.js';
import { leaveAllGroups } from '../statements/members.js';
import { deleteEmails, storedEmails } from '../statements/user-emails.js';
import { deleteUsers, lockLeaver } from '../statements/users.js';
import { storedUser, type UserRow } from '../user-row.js';
import { isUuid } from '../uuid.js';
import { inSession, type Session } from './session.js';
import { ofNothing } from './write-group.js';

/**
 * Ends a user and the memberships with it, in one transaction: the groups' versions and events say who left. Groups are
 * locked before the user, as everywhere.
 */
export function writeUserDeletion(pool: Pool, tenantId: string, change: UserChange): Promise<UserDecision> {
  if (!isUuid(change.userId)) return Promise.resolve(change.decide(null, new Map()));
  const member: GroupMember = { type: 'User', value: change.userId };
  return untilSteady(() =>
    inSession(pool, tenantId, async (session) => {
      const { rows, row } = await lockLeaving(session, lockLeaver(change.userId), member.value);
      // Decoder: the columns are those of the statement.
      const state = row === undefined ? null : storedUser(row as UserRow);
      const decision = change.decide(state, new Map());
      if (decision.kind !== 'deleted') return decision;
      const { events, saves } = await departures(session, { request: change.request, member, rows });
      const emails = state === null ? [] : storedEmails(state);
      const ending = [deleteEmails(tenantId, emails), deleteUsers([change.userId])];
      await session.finish(...saves, ...ending, outboxInsert([...events, decision.event]));
      return decision;
    }),
  );
}

/** Ends a group, its members' memberships (not listed one by one) and its own membership in other groups. */
export function writeGroupDeletion(pool: Pool, tenantId: string, change: GroupChange): Promise<GroupDecision> {
  if (!isUuid(change.groupId)) return Promise.resolve(ofNothing(change));
  const member: GroupMember = { type: 'Group', value: change.groupId };
  return untilSteady(() =>
    inSession(pool, tenantId, async (session) => {
      const { rows, row } = await lockLeaving(session, lockLeavingGroup(change.groupId), member.value);
      const plan = change.decide(row === undefined ? null : storedGroup(row as GroupRow), null);
      if (plan.kind === 'refused') return plan;
      if (plan.kind !== 'delete') throw new Error('only deletions are written here');
      const { events, saves } = await departures(session, { request: change.request, member, rows });
      await session.finish(...saves, ...deleteGroup(change.groupId), outboxInsert([...events, plan.event]));
      return { kind: 'deleted', event: plan.event };
    }),
  );
}

async function lockLeaving(session: Session, lock: QueryConfig, memberId: string) {
  const [groups, leaving] = await session.send<QueryResultRow>(lockGroupsOf(memberId), lock);
  return { rows: groups?.rows ?? [], row: leaving?.rows[0] };
}

interface Departure {
  readonly request: WriteRequest;
  readonly member: GroupMember;
  readonly rows: readonly QueryResultRow[];
}

async function departures(session: Session, { request, member, rows }: Departure) {
  const groups = new Map(rows.map((row) => [String(row.id), storedGroup(row as GroupRow)]));
  const [left] = await session.send<{ group_id: string }>(leaveAllGroups(member.value));
  const events: RollcallEvent[] = [];
  const saves: QueryConfig[] = [];
  for (const { group_id: id } of left?.rows ?? []) {
    // A group that is a member of itself: its deletion says all.
    if (id === member.value) continue;
    const group = groups.get(id);
    // Somebody added the leaver to a group after the groups were locked and before the leaver was.
    if (group === undefined) throw new MembershipMovedError();
    const outcome = memberLeft(request, group, member);
    if (outcome.kind !== 'saved') continue;
    events.push(outcome.event);
    saves.push(updateGroup(outcome.group, groupNameKey(outcome.group.attributes.displayName)));
  }
  return { events, saves };
}

class MembershipMovedError extends Error {}

const ATTEMPTS = 5;

async function untilSteady<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof MembershipMovedError) || attempts === ATTEMPTS) throw error;
    }
  }
}
