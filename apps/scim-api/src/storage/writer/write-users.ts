import type { QueryConfig } from 'pg';
import { outboxInsert } from '#outbox';
import type { StoredUser } from '#scim';
import { turns } from '#turns';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { inOrder, type DecideAll } from './decide-all.js';
import { deleteEmails, emailsDiffer, insertEmails, otherEmails, storedEmails } from '../statements/user-emails.js';
import { claimNames, freeNames, insertUsers, lockUsers, nameOwners, updateUsers } from '../statements/users.js';
import { storedUser } from '../resource-row.js';
import { isUuid } from '../uuid.js';
import { BatchBrake } from './batch-brake.js';
import { UserBatch } from './user-batch.js';
import { openSession, type WritePlace } from './session.js';
import { writeNewUsers } from './write-new-users.js';

/** Bytes of stored users that a batch loads at once. Parsed they are five to ten times as large. */
export const MAX_LOADED_BYTES = 2_097_152;

/**
 * Decides and saves changes of one tenant in one transaction, in two round trips: claim names, lock and load; then save,
 * append, commit. What is all new takes one. Resolves after the commit, one decision per change in their order, and at least one: of fewer than there
 * are changes when what they load or gather is enough for one transaction. The others are for the next.
 */
export function writeUsers(
  place: WritePlace,
  tenantId: string,
  changes: readonly UserChange[],
  decideAll?: DecideAll,
): Promise<UserDecision[]> {
  const isNew = decideAll === undefined && changes.every((change) => change.isNew);
  if (isNew && !('inShadow' in place)) return writeNewUsers(place, tenantId, changes);
  return writeChanges(place, tenantId, changes, decideAll ?? ((decide) => inOrder(changes, decide)));
}

function writeChanges(
  place: WritePlace,
  tenantId: string,
  changes: readonly UserChange[],
  decideAll: DecideAll,
): Promise<UserDecision[]> {
  return openSession(place, { tenantId, changes }, async (session) => {
    const names = [...new Set(changes.flatMap((change) => change.names))];
    const known = changes.filter((change) => !change.isNew && isUuid(change.userId));
    const ids = [...new Set(known.map((change) => change.userId))];
    const claims = names.length === 0 ? [] : [claimNames(tenantId, names), nameOwners(names)];
    const locks = ids.length === 0 ? [] : [lockUsers(ids, MAX_LOADED_BYTES)];
    const brake = new BatchBrake(changes);
    const answers = brake.read(await session.send(...brake.locks, ...claims, ...locks));
    const owners = claims.length === 0 ? [] : (answers[1]?.rows ?? []);
    const loaded = locks.length === 0 ? [] : (answers.at(-1)?.rows ?? []);

    const turn = turns.begin(tenantId);
    const users: StoredUser[] = [];
    for (const row of loaded.filter(({ attributes }) => attributes !== null)) {
      users.push(turn.hold(() => storedUser(row)));
      if (turn.isOver()) await turn.next();
    }
    const unread = new Set(loaded.filter(({ attributes }) => attributes === null).map(({ id }) => String(id)));
    const batch = new UserBatch(
      users,
      owners.map((row) => [String(row.user_name_key), String(row.id)] as const),
      brake,
    );
    const decisions = await decideAll(async (change, { whole = false } = {}) =>
      (batch.isFull && !whole) || unread.has(change.userId) ? null : batch.decideInTurns(change, turn),
    );
    const { notes } = brake;
    const events = [...batch.events, ...brake.events];
    const append = events.length === 0 ? [] : [outboxInsert(events)];
    if (append.length + notes.length > 0) await session.finish(...saves(tenantId, batch), ...notes, ...append);
    return decisions;
  });
}

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
