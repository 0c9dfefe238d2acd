import type { Pool } from 'pg';
import { atOnce, commitTogether, tenantScope } from '#postgres';
import { outboxInsertOfStored } from '#outbox';
import { ScimError } from '#scim';
import { turns } from '#turns';
import type { NameOwners, UserChange, UserDecision } from '../../users/user-change.js';
import { insertEmailsOfStored, otherEmails } from '../statements/user-emails.js';
import { claimNames, createUsers, nameOwners, scopeWithKeptPlans } from '../statements/users.js';
import { inOrder } from './decide-all.js';
import { nameOf, UserBatch } from './user-batch.js';

/**
 * As `writeUsers`, of changes each of which is a new user's, in one round trip: they are decided as if nobody had their
 * names, which who provisions has nearly always seen before. The server stores those of whom it is true, with their events,
 * and tells the others' names: these are refused.
 */
export async function writeNewUsers(
  pool: Pool,
  tenantId: string,
  changes: readonly UserChange[],
): Promise<UserDecision[]> {
  const turn = turns.begin(tenantId);
  const batch = new UserBatch([], []);
  const decisions = await inOrder(changes, async (change) => (batch.isFull ? null : batch.decideInTurns(change, turn)));
  if (batch.events.length === 0) return decisions;
  const taken = await save(pool, tenantId, batch);
  if (taken.length === 0) return decisions;
  const owners = await ownersOf(pool, tenantId, taken);
  const names = new Set(taken);
  return decisions.map((decision, at) => {
    const change = changes[at];
    if (change?.names.some((name) => names.has(name)) !== true) return decision;
    const decided = change.decide(null, owners);
    return decided.kind === 'refused' ? decided : { kind: 'refused', error: new ScimError('duplicate-user') };
  });
}

/**
 * Who has the names. Somebody had them when the others were stored, so what cannot be asked, or is free by now, is refused all the
 * same: nothing of this batch is run again.
 */
async function ownersOf(pool: Pool, tenantId: string, names: readonly string[]): Promise<NameOwners> {
  const answers = await atOnce(pool, [tenantScope(tenantId), nameOwners(names)]).catch(() => []);
  return new Map(answers[1]?.rows.map((row) => [String(row.user_name_key), String(row.id)] as const));
}

const append = outboxInsertOfStored('users');

/** @returns the names of those who were not stored */
async function save(pool: Pool, tenantId: string, { inserts, events }: UserBatch): Promise<readonly string[]> {
  const names = inserts.map(nameOf);
  const emails = inserts.flatMap(otherEmails);
  const [, , created] = await commitTogether(pool, [
    scopeWithKeptPlans(tenantId),
    claimNames(tenantId, names),
    createUsers(tenantId, inserts),
    ...(emails.length === 0 ? [] : [insertEmailsOfStored(tenantId, emails)]),
    append(events),
  ]);
  return created?.rows.map(({ name }) => String(name)) ?? [];
}
