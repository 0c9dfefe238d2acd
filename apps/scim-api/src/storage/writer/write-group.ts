import type { Pool } from 'pg';
import type { GroupMember } from '#contracts';
import { fitsTopic, outboxInsert } from '#outbox';
import { ScimError, type MembershipDelta, type ResourceTypeName } from '#scim';
import { groupNameKey } from '../../groups/decide-group.js';
import type { GroupChange, GroupDecision, MembershipEffect } from '../../groups/group-change.js';
import { type GroupRow, storedGroup } from '../group-row.js';
import { groupNameOwner, insertGroup, lockGroup, updateGroup } from '../statements/groups.js';
import { addMembers, findMembers, keepMembers, removeMembers } from '../statements/members.js';
import { claimNames } from '../statements/users.js';
import { isUuid } from '../uuid.js';
import { inSession, type Session } from './session.js';

/** One change of one group in a transaction of its own. A refusal leaves nothing behind: the transaction rolls back. */
export function writeGroup(pool: Pool, tenantId: string, change: GroupChange): Promise<GroupDecision> {
  if (!isUuid(change.groupId)) return Promise.resolve(ofNothing(change));
  return inSession(pool, tenantId, async (session) => {
    const name =
      change.name === null ? [] : [claimNames(tenantId, [`group/${change.name}`]), groupNameOwner(change.name)];
    const answers = await session.send(...name, lockGroup(change.groupId));
    const owner = change.name === null ? undefined : answers[1]?.rows[0];
    const row = answers.at(-1)?.rows[0];
    // Decoder: the columns are those of the statement.
    const state = row === undefined ? null : storedGroup(row as GroupRow);

    const plan = change.decide(state, owner === undefined ? null : String(owner.id));
    if (plan.kind === 'refused') return plan;
    if (plan.kind === 'delete') throw new Error('a deletion is written by writeGroupDeletion');
    const key = groupNameKey(plan.after.attributes.displayName);
    if (plan.before === null) await session.send(insertGroup(tenantId, plan.after, key));
    const effect = await applyMembership(session, { tenantId, groupId: change.groupId, delta: change.membership });
    if (effect instanceof ScimError) return { kind: 'refused', error: effect };
    const outcome = change.conclude(plan, effect);
    if (outcome.kind === 'unchanged') return outcome;
    if (!fitsTopic(outcome.event)) return { kind: 'refused', error: new ScimError('event-too-large', TOO_MANY_MOVED) };
    await session.finish(...(outcome.created ? [] : [updateGroup(outcome.group, key)]), outboxInsert([outcome.event]));
    return outcome;
  });
}

/** Any text can stand in the path; one that is no UUID is the id of nothing. */
export function ofNothing(change: GroupChange): GroupDecision {
  const plan = change.decide(null, null);
  return plan.kind === 'refused' ? plan : { kind: 'refused', error: new ScimError('not-found') };
}

export const TOO_MANY_MOVED = 'members: more come and go in this request than one event can carry; send fewer at once.';

export interface Membership {
  readonly tenantId: string;
  readonly groupId: string;
  readonly delta: MembershipDelta | null;
}

export async function applyMembership(session: Session, membership: Membership): Promise<MembershipEffect | ScimError> {
  const { tenantId, groupId, delta } = membership;
  if (delta === null) return { added: [], removed: [] };
  const ids = delta.add.map(({ value }) => value);
  const unknown = ids.find((id) => !isUuid(id));
  if (unknown !== undefined) return noSuchMember();
  const types = await memberTypes(session, ids);
  if (ids.some((id) => !types.has(id))) return noSuchMember();

  const members = ids.map((value) => ({ value, type: types.get(value) ?? 'User' }));
  const removal = delta.clear ? keepMembers(groupId, ids) : removeMembers(groupId, delta.remove.filter(isUuid));
  const [gone, come] = await session.send(removal, addMembers(tenantId, groupId, members));
  return { added: toMembers(come?.rows), removed: toMembers(gone?.rows) };
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

function noSuchMember(): ScimError {
  return new ScimError(
    'wrong-type',
    'members.value: names no user or group of this service; send the id that its creation was answered with.',
  );
}
