import { CUSTOM_USER_URN, shownChanges, type Change } from '#contracts';
import type { StoredEntry } from './entry.js';

/** An attribute whose values read `***` in entries of what was decided until then. Later events say so themselves. */
export interface HiddenAttribute {
  readonly name: string;
  readonly until: Date;
}

/** The entries as they would be, had these attributes been sensitive from the beginning. */
export function hideValues(
  entries: readonly StoredEntry[],
  hidden: readonly HiddenAttribute[],
): readonly StoredEntry[] {
  return hidden.length === 0 ? entries : entries.map((entry) => hidingIn(entry, hidden));
}

function hidingIn(entry: StoredEntry, hidden: readonly HiddenAttribute[]): StoredEntry {
  // Most have nothing of the company's own, and their JSON is passed on as it is.
  if (entry.resourceType !== 'User' || !entry.changes.includes(CUSTOM_USER_URN)) return entry;
  const at = Date.parse(entry.time);
  const names = hidden.filter(({ until }) => at <= until.getTime()).map(({ name }) => name);
  if (names.length === 0) return entry;
  // Decoder: what stands in the column is the JSON of changes.
  const changes = JSON.parse(entry.changes) as readonly Change[];
  return { ...entry, changes: JSON.stringify(shownChanges(changes, names)) };
}
