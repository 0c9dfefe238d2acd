import { idFault, type RollcallEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { employeeKey } from '../projection/fold-users.js';
import { foldGroups, type FoldedGroups } from '../projection/fold-groups.js';
import type { EmployeeId } from './statements/load-known.js';
import { loadKnownGroups } from './statements/load-known-groups.js';
import { saveGroups, saveMembers } from './statements/save-groups.js';

/** Applies a batch of one partition in the consumer's transaction: three statements, however many events. */
export async function applyGroups(tx: Transaction, events: readonly RollcallEvent[]): Promise<FoldedGroups> {
  const folded = foldGroups(await loadKnownGroups(tx, idsOf(events)), events);
  if (folded.groups.length > 0) {
    await saveGroups(tx, folded.groups);
    await saveMembers(tx, folded.groups, folded.members);
  }
  return folded;
}

function idsOf(events: readonly RollcallEvent[]): EmployeeId[] {
  const sound = events.filter((event) => idFault(event) === null);
  const ids = sound.map(
    ({ tenantId, subject }) => [employeeKey(tenantId, subject), { tenantId, id: subject }] as const,
  );
  return [...new Map(ids).values()];
}
