import type { Transaction } from '#postgres';
import { decodeCursor, encodeCursor, Problem, type Page, type TenantReads } from '#service';
import { showBothEnds, walkDifferences, type WalkedVersion } from '../storage/statements/walk-differences.js';
import { differenceBody, type DifferenceBody } from './difference-body.js';
import { momentOf } from './moment.js';
import { DifferenceQueryPlace, type DifferenceParameters } from './past-queries.js';
import type { Settled } from './settled.js';
import { withinASecond } from './within-a-second.js';

/** Versions that one answer looks through. */
const WALKED_VERSIONS = 5_000;

interface Between {
  readonly from: string;
  readonly to: string;
}

export type Differences = Page<DifferenceBody> & Between & { readonly settled: boolean };

/** What is otherwise at one date than at another. */
export class Comparing {
  readonly #reads: TenantReads;
  readonly #settled: Pick<Settled, 'at'>;
  readonly #now: () => number;

  constructor(reads: TenantReads, settled: Pick<Settled, 'at'>, now: () => number = Date.now) {
    this.#reads = reads;
    this.#settled = settled;
    this.#now = now;
  }

  /** In the order of each person's first change. A page may be short, or empty, and have a next one all the same. */
  async between(tenantId: string, query: DifferenceParameters, gone?: AbortSignal): Promise<Differences> {
    const found = await this.#reads.list({ tenantId, gone }, async (tx) => {
      const between = await this.#ends(tx, query);
      return { ...(await withinASecond(tx, () => pageOf(tx, query, between), gone)), ...between };
    });
    return { ...found, settled: await this.#settled.at(found.to) };
  }

  /** Those of the first page stay the same, however long somebody reads. */
  async #ends(tx: Transaction, { cursor, from, to, zone }: DifferenceParameters): Promise<Between> {
    const now = this.#now();
    if (cursor !== undefined) return decodeCursor(DifferenceQueryPlace, cursor);
    const begin = await momentOf(tx, { parameter: 'from', text: from, zone, now });
    const end = await momentOf(tx, { parameter: 'to', text: to ?? new Date(now).toISOString(), zone, now });
    if (begin.at > end.at) throw WRONG_ORDER;
    return { from: begin.at, to: end.at };
  }
}

async function pageOf(
  tx: Transaction,
  { cursor, kind, limit }: DifferenceParameters,
  { from, to }: Between,
): Promise<Page<DifferenceBody>> {
  const after = cursor === undefined ? null : decodeCursor(DifferenceQueryPlace, cursor);
  const walked = await walkDifferences(tx, { from, to, after, rows: WALKED_VERSIONS });
  const hits = walked.filter(({ is_first }) => is_first);
  const wanted = hits.slice(0, limit);
  const rows = await showBothEnds(
    tx,
    wanted.map(({ id }) => id),
    { from, to },
  );
  const bodies = rows.flatMap((row) => differenceBody(row) ?? []);
  const items = kind === undefined ? bodies : bodies.filter(({ kinds }) => kinds.includes(kind));
  const isWhole = rows.length === wanted.length && hits.length <= limit;
  const last = isWhole ? (walked.length < WALKED_VERSIONS ? undefined : walked.at(-1)) : wanted[rows.length - 1];
  return { items, next: last === undefined ? null : encodeCursor(placeOf(last, { from, to })) };
}

function placeOf({ valid_from: time, id, version }: WalkedVersion, between: Between): object {
  return { ...between, time: time.toISOString(), id, version };
}

const WRONG_ORDER = new Problem(400, 'invalid-parameter', 'The parameter from is after to; exchange them.', {
  parameter: 'from',
});
