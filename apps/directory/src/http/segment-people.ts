import { PageRoom, type Transaction } from '#postgres';
import { MAX_QUERY_WORK, ScimError, startQueryWork, type JsonObject, type QueryWork } from '#scim';
import { Problem } from '#service';
import { inTurns, turns, type Turn } from '#turns';
import { segmentSteps, type SegmentFilter } from '../projection/segment-filter.js';
import type { ListedRow } from '../storage/statements/employee-row.js';
import { listEmployees } from '../storage/statements/list-employees.js';
import { managersAbove } from '../storage/statements/managers-above.js';

/** People that are asked at a time, and their resources in memory. */
const AT_ONCE = 200;
const EVERYBODY = { active: null, department: null, managerId: null } as const;

export interface Look {
  readonly tenantId: string;
  readonly after: string;
  /** People who are looked at; the work of the filter may end it earlier. */
  readonly most: number;
  /** People who are wanted. */
  readonly limit: number;
}

export interface Looked<Hit> {
  readonly hits: readonly Hit[];
  /** Up to whom was looked; null: to the end. */
  readonly last: string | null;
}

/** What is kept of a hit until all have been looked at; null: it does not fit any more, and the page ends before it. */
type Keep<Hit> = (row: ListedRow) => Hit | null;

/** Those of a page, whole, as far as its bytes go. */
export function peopleOf(tx: Transaction, filter: SegmentFilter, look: Look): Promise<Looked<ListedRow>> {
  const room = new PageRoom();
  return walkMeant(tx, filter, { ...look, keep: (row) => (room.take(row.bytes) ? row : null) });
}

/**
 * Whoever a filter means, in id order, as far as its budget goes, with what `keep` takes of each: ten thousand are many bytes.
 *
 * @throws Problem 400 for a filter that one person is too much for
 */
export async function walkMeant<Hit>(
  tx: Transaction,
  filter: SegmentFilter,
  { keep, ...look }: Look & { readonly keep: Keep<Hit> },
): Promise<Looked<Hit>> {
  const work = startQueryWork(MAX_QUERY_WORK);
  const turn = turns.begin(look.tenantId);
  const hits: Hit[] = [];
  let last = look.after;
  for (let looked = 0; looked < look.most;) {
    const rows = await listEmployees(tx, EVERYBODY, { after: last, limit: AT_ONCE });
    const above = await managersAbove(
      tx,
      rows.map(({ id }) => id),
      filter.managers,
    );
    for (const row of rows) {
      const isMeant = await judge(filter, { row, under: above.get(row.id) ?? NOBODY }, { work, turn });
      if (turn.isOver()) await turn.next();
      if (isMeant === null) return spent(hits, last, look);
      const hit = isMeant && hits.length < look.limit ? keep(row) : null;
      if (isMeant && hit === null) return { hits, last };
      if (hit !== null) hits.push(hit);
      last = row.id;
    }
    looked += rows.length;
    if (rows.length === (rows[0]?.found ?? 0) && rows.length < AT_ONCE) return { hits, last: null };
  }
  return { hits, last };
}

const NOBODY: ReadonlySet<string> = new Set();

/** null: the work is spent. */
async function judge(
  filter: SegmentFilter,
  { row, under }: { readonly row: ListedRow; readonly under: ReadonlySet<string> },
  { work, turn }: { readonly work: QueryWork; readonly turn: Turn },
): Promise<boolean | null> {
  try {
    work.read(row.bytes);
    // Decoder: what stands in the column is the JSON of a resource.
    const resource = row.resource as unknown as JsonObject;
    return await inTurns(segmentSteps(filter, { resource, under }, work), turn);
  } catch (error) {
    if (error instanceof ScimError && error.code === 'too-much-work') return null;
    throw error;
  }
}

function spent<Hit>(hits: readonly Hit[], last: string, { after }: Look): Looked<Hit> {
  if (last !== after) return { hits, last };
  throw new Problem(
    400,
    'too-costly',
    'The filter of the segment costs too much to ask of one person: make it shorter.',
  );
}
