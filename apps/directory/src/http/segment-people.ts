import type { Transaction } from '#postgres';
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

export interface Looked {
  readonly hits: readonly ListedRow[];
  /** Up to whom was looked; null: to the end. */
  readonly last: string | null;
}

/** Whoever a filter means, in id order, as far as its budget goes. @throws Problem 400 for a filter that one person is too much for */
export async function peopleOf(tx: Transaction, filter: SegmentFilter, look: Look): Promise<Looked> {
  const work = startQueryWork(MAX_QUERY_WORK);
  const turn = turns.begin(look.tenantId);
  const hits: ListedRow[] = [];
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
      if (isMeant && hits.length === look.limit) return { hits, last };
      if (isMeant) hits.push(row);
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
    // Decoder: what stands in the column is the JSON of a resource.
    const resource = row.resource as unknown as JsonObject;
    return await inTurns(segmentSteps(filter, { resource, under }, work), turn);
  } catch (error) {
    if (error instanceof ScimError && error.code === 'too-much-work') return null;
    throw error;
  }
}

function spent(hits: readonly ListedRow[], last: string, { after }: Look): Looked {
  if (last !== after) return { hits, last };
  throw new Problem(
    400,
    'too-costly',
    'The filter of the segment costs too much to ask of one person: make it shorter.',
  );
}
