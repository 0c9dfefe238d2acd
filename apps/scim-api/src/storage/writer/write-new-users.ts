import type { Pool } from 'pg';
import { commitTogether } from '#postgres';
import { outboxInsertOfStored } from '#outbox';
import { turns } from '#turns';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { insertEmailsOfStored, otherEmails } from '../statements/user-emails.js';
import { claimNamesInScope, createUsers } from '../statements/users.js';
import { inOrder } from './decide-all.js';
import { nameOf, UserBatch } from './user-batch.js';

/**
 * As `writeUsers`, of changes each of which is a new user's, in one round trip: they are decided as if nobody had their
 * names, which who provisions has nearly always seen before. The server stores those of whom it is true, with their events,
 * and tells who has the others' names: these are decided anew, and refused.
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
  const owners = await save(pool, tenantId, batch);
  if (owners.size === 0) return decisions;
  return decisions.map((decision, at) => {
    const change = changes[at];
    return change?.names.some((name) => owners.has(name)) === true ? change.decide(null, owners) : decision;
  });
}

const append = outboxInsertOfStored('users');

/** @returns who has the names of those who were not stored */
async function save(
  pool: Pool,
  tenantId: string,
  { inserts, events }: UserBatch,
): Promise<ReadonlyMap<string, string>> {
  const names = inserts.map(nameOf);
  const emails = inserts.flatMap(otherEmails);
  const [, created] = await commitTogether(pool, [
    claimNamesInScope(tenantId, names),
    createUsers(tenantId, inserts),
    ...(emails.length === 0 ? [] : [insertEmailsOfStored(tenantId, emails)]),
    append(events),
  ]);
  return new Map(created?.rows.map((row) => [String(row.user_name_key), String(row.id)] as const));
}
