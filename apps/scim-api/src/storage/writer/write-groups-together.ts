import { fitsTopic, outboxInsert } from '#outbox';
import { ScimError } from '#scim';
import type { Together } from '../../bulk/bulk-writes.js';
import { groupNameKey } from '../../groups/decide-group.js';
import type { GroupChange, GroupDecision, GroupOutcome, GroupSaving } from '../../groups/group-change.js';
import { groupNameOwner, insertGroup } from '../statements/groups.js';
import { claimNames } from '../statements/users.js';
import { openSession, type Session, type WritePlace } from './session.js';
import { applyMembership, TOO_MANY_MOVED } from './write-group.js';

/**
 * Creates groups that are members of each other, in one transaction or not at all: first the rows, then the memberships,
 * so that each group's first event has all its members. Nobody else knows the new rows, so none needs a lock.
 */
export function writeGroupsTogether(
  place: WritePlace,
  tenantId: string,
  changes: readonly GroupChange[],
): Promise<Together<GroupDecision>> {
  return openSession(place, { tenantId, changes }, async (session) => {
    const owners = await nameOwners(session, tenantId, changes);
    const refusals = new Map<number, ScimError>();
    const plans: GroupSaving[] = [];
    changes.forEach((change, at) => {
      const plan = change.decide(null, change.name === null ? null : (owners.get(change.name) ?? null));
      if (plan.kind === 'delete') throw new Error('only creations are written together');
      if (plan.kind === 'refused') refusals.set(at, plan.error);
      else plans.push(plan);
      if (change.name !== null) owners.set(change.name, change.groupId);
    });
    if (refusals.size > 0) return { kind: 'refused', refusals };

    await session.send(
      ...plans.map(({ after }) => insertGroup(tenantId, after, groupNameKey(after.attributes.displayName))),
    );
    const outcomes: GroupOutcome[] = [];
    for (const [at, change] of changes.entries()) {
      const outcome = await join(session, change, plans[at]);
      if (outcome instanceof ScimError) return { kind: 'refused', refusals: new Map([[at, outcome]]) };
      outcomes.push(outcome);
    }
    const events = outcomes.flatMap((outcome) => (outcome.kind === 'saved' ? [outcome.event] : []));
    await session.finish(outboxInsert(events));
    return { kind: 'stored', decisions: outcomes };
  });
}

async function join(
  session: Session,
  change: GroupChange,
  plan: GroupSaving | undefined,
): Promise<GroupOutcome | ScimError> {
  const { request, groupId, membership: delta } = change;
  const effect = await applyMembership(session, { tenantId: request.tenantId, groupId, delta });
  if (effect instanceof ScimError || plan === undefined) return effect instanceof ScimError ? effect : noPlan();
  const outcome = change.conclude(plan, effect);
  if (outcome.kind === 'saved' && !fitsTopic(outcome.event)) return new ScimError('event-too-large', TOO_MANY_MOVED);
  return outcome;
}

function noPlan(): never {
  throw new Error('every change was decided');
}

async function nameOwners(
  session: Session,
  tenantId: string,
  changes: readonly GroupChange[],
): Promise<Map<string, string>> {
  const names = [...new Set(changes.flatMap(({ name }) => name ?? []))];
  const claim = claimNames(
    tenantId,
    names.map((name) => `group/${name}`),
  );
  const [, ...answers] = await session.send(claim, ...names.map(groupNameOwner));
  return new Map(
    names.flatMap((name, at) => {
      const row = answers[at]?.rows[0];
      return row === undefined ? [] : [[name, String(row.id)] as const];
    }),
  );
}
