import { idFault, type RollcallEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { employeeKey, foldUsers, isOfUser, type Folded } from '../projection/fold-users.js';
import { appendVersions } from './statements/append-versions.js';
import { loadKnown, type EmployeeId } from './statements/load-known.js';
import { saveEmployees } from './statements/save-employees.js';
import { saveSearchTexts } from './statements/save-search-texts.js';

/** Applies a batch of one partition in the consumer's transaction: four statements, however many events. */
export async function applyUsers(tx: Transaction, events: readonly RollcallEvent[]): Promise<Folded> {
  const folded = foldUsers(await loadKnown(tx, idsOf(events)), events);
  if (folded.employees.length > 0) {
    await Promise.all([
      saveEmployees(tx, folded.employees),
      appendVersions(tx, folded.versions),
      saveSearchTexts(tx, folded.employees),
    ]);
  }
  return folded;
}

/**
 * Writes the rows of the history that are missing because their events were parked when later ones were applied. The
 * employee is what the newest event says and stays so; each row is valid from its own event's time.
 */
export async function completeHistory(tx: Transaction, events: readonly RollcallEvent[]): Promise<Folded> {
  const folded = foldUsers(new Map(), events);
  if (folded.versions.length > 0) await appendVersions(tx, folded.versions);
  return { ...folded, employees: [] };
}

function idsOf(events: readonly RollcallEvent[]): EmployeeId[] {
  const ids = new Map<string, EmployeeId>();
  for (const event of events) {
    if (!isOfUser(event) || idFault(event) !== null) continue;
    ids.set(employeeKey(event.tenantId, event.subject), { tenantId: event.tenantId, id: event.subject });
  }
  return [...ids.values()];
}
