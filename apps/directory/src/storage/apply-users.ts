import { VERSION_TAKEN } from '#consumer';
import { idFault, type RollcallEvent } from '#contracts';
import type { Transaction } from '#postgres';
import type { KnownEmployee } from '../projection/employee.js';
import { withHidden } from '../projection/fold-hidden.js';
import {
  employeeKey,
  foldUsers,
  isOfUser,
  type EmployeeVersion,
  type Folded,
  type Verdict,
} from '../projection/fold-users.js';
import { drawLines } from '../projection/lines.js';
import { redrawLines } from './redraw-lines.js';
import { appendVersions, type EventPlaces } from './statements/append-versions.js';
import { loadHidden } from './statements/hidden-attributes.js';
import { lineFacts } from './statements/line-facts.js';
import { loadKnown, type EmployeeId, type Loaded } from './statements/load-known.js';
import { saveChanges } from './statements/save-changes.js';
import { saveSensitive } from './statements/save-sensitive.js';
import { saveEmployees } from './statements/save-employees.js';
import { addLines, endLines, type EndedLine, type LineOf } from './statements/save-lines.js';
import { markChanged, type Changed } from './statements/mark-changed.js';
import { keepInactive } from './statements/show-inactive.js';
import { saveWords, type SaveWords } from './statements/save-words.js';
import { takenVersions } from './statements/taken-versions.js';

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
  beside: Beside = AT_ONCE,
): Promise<Folded> {
  const ids = idsOf(events);
  const [loaded, hidden] = await Promise.all([loadKnown(tx, ids), loadHidden(tx, tenantsOf(ids))]);
  const folded = foldUsers(loaded.known, withHidden(events, hidden));
  if (folded.employees.length === 0) return folded;
  await saveAll(tx, folded, { ...loaded, places, beside });
  await keepLeaps(tx, folded.versions, { ...loaded, places });
  const redrawn = ids.filter(({ tenantId, id }) => loaded.ahead.has(employeeKey(tenantId, id)));
  if (redrawn.length > 0) await redrawLines(tx, redrawn);
  return folded;
}

interface Saving extends Loaded {
  readonly places: EventPlaces;
  readonly beside: Beside;
}

async function saveAll(
  tx: Transaction,
  { employees, versions }: Folded,
  { known, ahead, places, beside }: Saving,
): Promise<void> {
  const { ended, added } = linesOf(known, versions);
  await Promise.all([
    saveEmployees(tx, employees),
    appendVersions(tx, versions, places),
    beside.saveWords(tx, employees, known),
    beside.mark(tx, marked(employees, [...ended, ...added], ahead)),
    endLines(tx, ended),
    addLines(tx, added),
    saveChanges(tx, versions),
    saveSensitive(tx, versions),
  ]);
}

/** Of nearly all batches nobody was taken out of work by a leap. */
async function keepLeaps(
  tx: Transaction,
  versions: readonly EmployeeVersion[],
  { known, places }: Pick<Saving, 'known' | 'places'>,
): Promise<void> {
  for (const [key, of] of Map.groupBy(versions, ({ view }) => employeeKey(view.tenantId, view.id))) {
    const leaps = known.get(key)?.inactiveBy ?? [];
    const last = of.at(-1);
    if (leaps.length === 0 || last === undefined) continue;
    const appliedAt = places.get(last.eventId)?.offset;
    if (appliedAt !== undefined) await keepInactive(tx, last.view, { leaps, appliedAt });
  }
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
  const taken = await takenVersions(tx, folded.versions);
  const versions = folded.versions.filter(({ eventId }) => !taken.has(eventId));
  if (versions.length > 0) {
    await appendVersions(tx, versions, places);
    await saveChanges(tx, versions);
    await saveSensitive(tx, versions);
    await redrawLines(tx, idsOf(events));
  }
  const verdicts = folded.verdicts.map((verdict, at) => (taken.has(events[at]?.id ?? '') ? ANOTHERS : verdict));
  return { verdicts, versions, employees: [] };
}

const ANOTHERS: Verdict = { kind: 'poison', because: VERSION_TAKEN };

/** A line begins and ends where somebody's place in the chart may change. */
function marked(people: readonly EmployeeId[], lines: readonly EmployeeId[], ahead: ReadonlySet<string>): Changed[] {
  const moved = new Set([...lines.map(({ tenantId, id }) => employeeKey(tenantId, id)), ...ahead]);
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
