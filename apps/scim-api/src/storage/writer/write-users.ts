import type { Pool, QueryConfig } from 'pg';
import { outboxInsert } from '#outbox';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { deleteEmails, emailsDiffer, insertEmails, otherEmails, storedEmails } from '../statements/user-emails.js';
import { claimNames, freeNames, insertUsers, lockUsers, nameOwners, updateUsers } from '../statements/users.js';
import { storedUser, type UserRow } from '../user-row.js';
import { isUuid } from '../uuid.js';
import { UserBatch } from './user-batch.js';
import { inSession } from './session.js';

/**
 * Decides and saves the changes of one tenant in one transaction, in two round trips: claim names, lock and load; then
 * save, append, commit. Resolves after the commit, one decision per change in their order.
 */
export function writeUsers(
  pool: Pool,
  tenantId: string,
  changes: readonly UserChange[],
  decideAll: DecideAll = (decide) => changes.map(decide),
): Promise<UserDecision[]> {
  return inSession(pool, tenantId, async (session) => {
    const names = [...new Set(changes.flatMap((change) => change.names))];
    const known = changes.filter((change) => !change.isNew && isUuid(change.userId));
    const ids = [...new Set(known.map((change) => change.userId))].sort();
    const claims = names.length === 0 ? [] : [claimNames(tenantId, names), nameOwners(names)];
    const locks = ids.length === 0 ? [] : [lockUsers(ids)];
    const answers = await session.send(...claims, ...locks);
    const owners = claims.length === 0 ? [] : (answers[1]?.rows ?? []);
    const loaded = locks.length === 0 ? [] : (answers.at(-1)?.rows ?? []);

    const batch = new UserBatch(
      // Decoders: the columns are those that the two statements name.
      loaded.map((row) => storedUser(row as UserRow)),
      owners.map((row) => [String(row.user_name_key), String(row.id)] as const),
    );
    const decisions = decideAll((change) => batch.decide(change));
    if (batch.events.length > 0) await session.finish(...saves(tenantId, batch), outboxInsert(batch.events));
    return decisions;
  });
}

/** Decides the changes in their order; it may leave some out, or throw: then nothing is stored. */
export type DecideAll = (decide: (change: UserChange) => UserDecision) => UserDecision[];

function saves(tenantId: string, batch: UserBatch): QueryConfig[] {
  const { inserts, updates, renamed } = batch;
  const moved = updates.filter(({ before, after }) => emailsDiffer(before, after));
  const left = moved.flatMap(({ before }) => storedEmails(before));
  const come = [...inserts, ...moved.map(({ after }) => after)].flatMap(otherEmails);
  const statements: (QueryConfig | false)[] = [
    left.length > 0 && deleteEmails(tenantId, left),
    renamed.length > 0 && freeNames(renamed),
    updates.length > 0 &&
      updateUsers(
        tenantId,
        updates.map(({ after }) => after),
      ),
    inserts.length > 0 && insertUsers(tenantId, inserts),
    come.length > 0 && insertEmails(tenantId, come),
  ];
  return statements.filter((statement) => statement !== false);
}
