import { Type, type Static } from 'typebox';
import { indexKey, type Transaction } from '#postgres';
import { decodeCursor, encodeCursor, type Page } from '#service';
import type { EmployeeFilter } from '../storage/statements/list-employees.js';
import { listByName } from '../storage/statements/list-by-name.js';
import {
  isDeleted,
  isOfSomebody,
  listChanged,
  momentNow,
  type ChangedRow,
} from '../storage/statements/list-changed.js';
import type { ListedRow } from '../storage/statements/employee-row.js';
import { showRanked } from '../storage/statements/show-ranked.js';
import { searchable } from '../projection/searchable.js';
import { TransactionId } from './queries.js';

const SortedPlace = Type.Object(
  {
    /** When the walk over the names began; what changed from then on follows it. */
    begun: TransactionId,
    name: Type.Optional(Type.String({ maxLength: 400 })),
    id: Type.String({ maxLength: 256 }),
    /** Behind all names: of which changes, and up to which. */
    changedIn: Type.Optional(TransactionId),
    until: Type.Optional(TransactionId),
  },
  { additionalProperties: false },
);
type SortedPlace = Static<typeof SortedPlace>;
type Asked = Pick<EmployeeFilter, 'active' | 'department'>;

/**
 * People by name. Somebody who is renamed meanwhile may go to where the pages have been: whoever changed since the first page
 * follows the last name, once more, so that nobody who stays is lost.
 */
export async function sortedPage(
  tx: Transaction,
  filter: Asked,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<ListedRow>> {
  const place = cursor === undefined ? { begun: (await momentNow(tx)).settled, name: '', id: '' } : placeOf(cursor);
  return place.changedIn === undefined ? byName(tx, filter, place, limit) : changedSince(tx, filter, place, limit);
}

function placeOf(cursor: string): SortedPlace {
  return decodeCursor(SortedPlace, cursor);
}

async function byName(tx: Transaction, filter: Asked, place: SortedPlace, limit: number): Promise<Page<ListedRow>> {
  const after = { name: place.name ?? '', id: place.id };
  const walked = await listByName(tx, filter, { after, limit: limit + 1 });
  const hits = walked.filter(({ isHit }) => isHit).slice(0, limit);
  const rows = await showRanked(
    tx,
    hits.map(({ id }) => id),
  );
  const isCut = rows.length < (rows[0]?.found ?? 0);
  const isFull = walked.filter(({ isHit }) => isHit).length > limit;
  const last = isCut ? hits[rows.length - 1] : isFull ? hits.at(-1) : walked.find(({ isLast }) => isLast);
  if (last !== undefined) {
    return { items: rows, next: encodeCursor({ begun: place.begun, name: last.name_key, id: last.id }) };
  }
  const until = (await momentNow(tx)).begun;
  const isAnyChanged =
    (await listChanged(tx, { changedIn: place.begun, id: '' }, { limit: 1, below: until })).length > 0;
  const next = { begun: place.begun, changedIn: place.begun, until, id: '' };
  return { items: rows, next: isAnyChanged ? encodeCursor(next) : null };
}

/** Of all transactions that are visible: one that is still under way has moved nobody yet. */
async function changedSince(
  tx: Transaction,
  filter: Asked,
  { begun, changedIn = begun, until = begun, id }: SortedPlace,
  limit: number,
): Promise<Page<ListedRow>> {
  const rows = await listChanged(tx, { changedIn, id }, { limit: limit + 1, below: until });
  const shown = rows.slice(0, limit);
  const last = (rows[0]?.found ?? 0) > shown.length ? shown.at(-1) : undefined;
  const once = new Map(shown.filter(isOfSomebody).map((row) => [row.id, row]));
  const items = [...once.values()].flatMap((row) => meant(row, filter));
  return {
    items,
    next: last === undefined ? null : encodeCursor({ begun, until, changedIn: last.changedIn, id: last.id }),
  };
}

function meant(row: ChangedRow, { active, department }: Asked): ListedRow[] {
  if (isDeleted(row) || (active !== null && row.active !== active)) return [];
  const keyOf = (text: string | null): string | null => (text === null ? null : indexKey(searchable(text)));
  return department === null || keyOf(row.department) === keyOf(department) ? [row] : [];
}
