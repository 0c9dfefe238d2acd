import type { UserResource } from '#contracts';
import type { Transaction } from '#postgres';
import { MAX_QUERY_WORK, ScimError, startQueryWork, type JsonObject, type QueryWork } from '#scim';
import { NOT_FOUND, Problem } from '#service';
import { inTurns, turns, type Turn } from '#turns';
import { segmentSteps, type SegmentFilter } from '../projection/segment-filter.js';
import { wasEver } from '../storage/statements/find-ever.js';
import { managersAboveAt } from '../storage/statements/managers-above-at.js';
import type { BothEndsRow } from '../storage/statements/walk-differences.js';
import { findFilter } from './segments.js';

/** Of whom a comparison is: whoever is below a manager, and whom a segment means, at one of its ends. */
export interface Scope {
  /** How many of these were judged, and those that are meant; fewer than all: the work of the segment's filter is spent. */
  judge(
    tx: Transaction,
    rows: readonly BothEndsRow[],
  ): Promise<{ readonly judged: number; readonly meant: ReadonlySet<string> }>;
}

export interface ScopeAsked {
  readonly tenantId: string;
  readonly under?: string | undefined;
  readonly segment?: string | undefined;
  readonly from: string;
  readonly to: string;
}

/** null: of everybody. @throws Problem 400 for a segment that there is not, 404 for somebody who never was there */
export async function scopeOf(tx: Transaction, asked: ScopeAsked): Promise<Scope | null> {
  const { under, segment, tenantId } = asked;
  if (under === undefined && segment === undefined) return null;
  // A mistake is not nobody.
  if (under !== undefined && !(await wasEver(tx, under.replaceAll('\0', '')))) throw NOT_FOUND;
  const filter = segment === undefined ? null : await findFilter(tx, segment);
  if (segment !== undefined && filter === null) throw NO_SEGMENT;
  const managers = [...new Set([...(under === undefined ? [] : [under]), ...(filter?.managers ?? [])])];
  const work = startQueryWork(MAX_QUERY_WORK);
  const turn = turns.begin(tenantId);
  return {
    judge: async (tx, rows) => {
      const people = rows.map(({ id }) => id);
      const [before, after] = [
        await managersAboveAt(tx, { people, managers, at: asked.from }),
        await managersAboveAt(tx, { people, managers, at: asked.to }),
      ];
      const meant = new Set<string>();
      for (const [nth, row] of rows.entries()) {
        const ends = [
          { resource: row.before, above: before.get(row.id) ?? NOBODY },
          { resource: row.after, above: after.get(row.id) ?? NOBODY },
        ];
        const isMeant = await judgeEnds(ends, { under, filter }, { work, turn });
        if (turn.isOver()) await turn.next();
        if (isMeant === null) return { judged: nth, meant };
        if (isMeant) meant.add(row.id);
      }
      return { judged: rows.length, meant };
    },
  };
}

const NOBODY: ReadonlySet<string> = new Set();

interface End {
  /** null: not there at that time. */
  readonly resource: UserResource | null;
  readonly above: ReadonlySet<string>;
}

interface Meaning {
  readonly under: string | undefined;
  readonly filter: SegmentFilter | null;
}

/** null: the work is spent. Both are asked of the same end: who was in the segment then, and below then. */
async function judgeEnds(
  ends: readonly End[],
  { under, filter }: Meaning,
  { work, turn }: { readonly work: QueryWork; readonly turn: Turn },
): Promise<boolean | null> {
  for (const { resource, above } of ends) {
    if (resource === null || (under !== undefined && !above.has(under))) continue;
    if (filter === null) return true;
    try {
      // Decoder: what stands in the column is the JSON of a resource.
      const person = { resource: resource as unknown as JsonObject, under: above };
      if (await inTurns(segmentSteps(filter, person, work), turn)) return true;
    } catch (error) {
      if (error instanceof ScimError && error.code === 'too-much-work') return null;
      throw error;
    }
  }
  return false;
}

const NO_SEGMENT = new Problem(
  400,
  'unknown-segment',
  'The parameter segment names none that there is; GET /segments lists them.',
  { parameter: 'segment' },
);
