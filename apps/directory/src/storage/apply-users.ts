import { idFault, type RollcallEvent } from '#contracts';
import type { Transaction } from '#postgres';
import type { KnownEmployee } from '../projection/employee.js';
import { withHidden } from '../projection/fold-hidden.js';
import { employeeKey, foldUsers, isOfUser, type EmployeeVersion, type Folded } from '../projection/fold-users.js';
import { drawLines } from '../projection/lines.js';
import { redrawLines } from './redraw-lines.js';
import { appendVersions, type EventPlaces } from './statements/append-versions.js';
import { loadHidden } from './statements/hidden-attributes.js';
import { lineFacts } from './statements/line-facts.js';
import { loadKnown, type EmployeeId } from './statements/load-known.js';
import { saveChanges } from './statements/save-changes.js';
import { saveSensitive } from './statements/save-sensitive.js';
import { saveEmployees } from './statements/save-employees.js';
import { addLines, endLines, type EndedLine, type LineOf } from './statements/save-lines.js';
import { markChanged, type Changed } from './statements/mark-changed.js';
import { saveWords, type SaveWords } from './statements/save-words.js';

const NO_PLACES: EventPlaces = new Map();

/** What is written beside employees and their past, and may be written later of all of them. */
export interface Beside {
  readonly saveWords: SaveWords;
  readonly mark: typeof markChanged;
}

const AT_ONCE: Beside = { saveWords, mark: markChanged };

/** Applies a batch of one partition in the consumer's transaction: a few statements, however many events. */
export async function applyUsers(
  tx: Transaction,
  events: readonly RollcallEvent[],
  places = NO_PLACES,
  { saveWords: save, mark }: Beside = AT_ONCE,
): Promise<Folded> {
  const ids = idsOf(events);
  const [known, hidden] = await Promise.all([loadKnown(tx, ids), loadHidden(tx, tenantsOf(ids))]);
  const folded = foldUsers(known, withHidden(events, hidden));
  if (folded.employees.length > 0) {
    const { ended, added } = linesOf(known, folded.versions);
    await Promise.all([
      saveEmployees(tx, folded.employees),
      appendVersions(tx, folded.versions, places),
      save(tx, folded.employees, known),
      mark(tx, marked(folded.employees, [...ended, ...added])),
      endLines(tx, ended),
      addLines(tx, added),
      saveChanges(tx, folded.versions),
      saveSensitive(tx, folded.versions),
    ]);
  }
  return folded;
}

/**
 * Writes the rows of the history that are missing because their events were parked when later ones were applied. The
 * employee is what the newest event says and stays so; each row is valid from its own event's time, and what was drawn over
 * the place where it was missing is drawn anew.
 */
export async function completeHistory(
  tx: Transaction,
  events: readonly RollcallEvent[],
  places = NO_PLACES,
): Promise<Folded> {
  const hidden = await loadHidden(tx, tenantsOf(idsOf(events)));
  const folded = foldUsers(new Map(), withHidden(events, hidden));
  if (folded.versions.length > 0) {
    await appendVersions(tx, folded.versions, places);
    await saveChanges(tx, folded.versions);
    await saveSensitive(tx, folded.versions);
    await redrawLines(tx, idsOf(events));
  }
  return { ...folded, employees: [] };
}

/** A line begins and ends where somebody's place in the chart may change. */
function marked(people: readonly EmployeeId[], lines: readonly EmployeeId[]): Changed[] {
  const moved = new Set(lines.map(({ tenantId, id }) => employeeKey(tenantId, id)));
  return people.map(({ tenantId, id }) => ({ tenantId, id, isMoved: moved.has(employeeKey(tenantId, id)) }));
}

interface Lines {
  readonly ended: readonly EndedLine[];
  readonly added: readonly LineOf[];
}

function linesOf(known: ReadonlyMap<string, KnownEmployee>, versions: readonly EmployeeVersion[]): Lines {
  const ended: EndedLine[] = [];
  const added: LineOf[] = [];
  for (const [key, of] of Map.groupBy(versions, ({ view }) => employeeKey(view.tenantId, view.id))) {
    const moments = of.map(({ view }) => ({ version: view.version, at: view.changedAt, facts: lineFacts(view) }));
    const drawn = drawLines(known.get(key)?.line ?? null, moments);
    const person = of[0]?.view;
    if (person === undefined) continue;
    const { tenantId, id } = person;
    if (drawn.ended !== null) ended.push({ tenantId, id, ...drawn.ended });
    added.push(...drawn.lines.map((line) => ({ ...line, tenantId, id })));
  }
  return { ended, added };
}

function tenantsOf(ids: readonly EmployeeId[]): string[] {
  return ids.map(({ tenantId }) => tenantId);
}

function idsOf(events: readonly RollcallEvent[]): EmployeeId[] {
  const ids = new Map<string, EmployeeId>();
  for (const event of events) {
    if (!isOfUser(event) || idFault(event) !== null) continue;
    ids.set(employeeKey(event.tenantId, event.subject), { tenantId: event.tenantId, id: event.subject });
  }
  return [...ids.values()];
}
