import { PageRoom, type Transaction } from '#postgres';
import { decodeCursor, encodeCursor, Problem, type Page, type TenantReads } from '#service';
import { KEPT_PLANS } from '../storage/statements/keep-plans.js';
import { showBothEnds, walkDifferences, type WalkedVersion } from '../storage/statements/walk-differences.js';
import { differenceBody, type DifferenceBody } from './difference-body.js';
import { scopeOf, type Scope } from './difference-scope.js';
import { betweenOf, momentsOf, type Between } from './moment.js';
import { DifferenceQueryPlace, type DifferenceParameters } from './past-queries.js';
import type { Settled } from './settled.js';
import { ONE_SECOND, toldTooLarge } from './within-a-second.js';

/** Versions that one answer looks through. */
const WALKED_VERSIONS = 5_000;
/** People whom it judges where it is not of everybody, and how many at a time. */
const JUDGED_PEOPLE = 500;
const AT_ONCE = 100;

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
    // Of some people the managers are asked for, of whom there may be few or many: those plans are made anew.
    const settings = isOfAll(query) ? [KEPT_PLANS, ONE_SECOND] : [ONE_SECOND];
    const found = await this.#reads.list({ tenantId, gone, settings }, async (tx) => {
      const between = await this.#ends(tx, query);
      return { ...(await toldTooLarge(() => pageOf(tx, query, { ...between, tenantId }), gone)), ...between };
    });
    return { ...found, settled: await this.#settled.at(found.to) };
  }

  /** Those of the first page stay the same, however long somebody reads. */
  async #ends(tx: Transaction, { cursor, from, to, zone }: DifferenceParameters): Promise<Between> {
    if (cursor === undefined) return momentsOf(tx, { from, to, zone, now: this.#now() });
    return betweenOf(decodeCursor(DifferenceQueryPlace, cursor));
  }
}

function isOfAll({ under, segment }: DifferenceParameters): boolean {
  return under === undefined && segment === undefined;
}

interface Asked extends Between {
  readonly tenantId: string;
}

async function pageOf(tx: Transaction, query: DifferenceParameters, asked: Asked): Promise<Page<DifferenceBody>> {
  const { cursor, limit, under, segment } = query;
  const { from, to, zone, tenantId } = asked;
  const after = cursor === undefined ? null : decodeCursor(DifferenceQueryPlace, cursor);
  const scope = await scopeOf(tx, { tenantId, under, segment, from, to });
  const most = scope === null ? limit : JUDGED_PEOPLE;
  // One more, to know whether there is one.
  const walked = await walkDifferences(tx, { from, to, after, rows: WALKED_VERSIONS, people: most + 1 });
  const hits = walked.filter(({ isFirst }) => isFirst);
  const { items, judged } = await judgedOf(tx, hits.slice(0, most), { query, scope, between: { from, to } });
  const isWhole = judged === hits.length;
  const last = isWhole ? walked.find(({ isLast }) => isLast) : hits[judged - 1];
  if (!isWhole && judged === 0) throw TOO_COSTLY;
  return { items, next: last === undefined ? null : encodeCursor(placeOf(last, { from, to, zone })) };
}

interface Judging {
  readonly query: DifferenceParameters;
  readonly scope: Scope | null;
  readonly between: Between;
}

/** As many as a page takes of these, and how many were looked at for that; a part at a time. Each has the bytes of a page, as the page has. */
async function judgedOf(
  tx: Transaction,
  hits: readonly WalkedVersion[],
  { query: { limit, kind }, scope, between }: Judging,
): Promise<{ readonly items: readonly DifferenceBody[]; readonly judged: number }> {
  const items: DifferenceBody[] = [];
  const room = new PageRoom();
  let judged = 0;
  while (judged < hits.length && items.length < limit) {
    const wanted = hits.slice(judged, judged + (scope === null ? limit : AT_ONCE)).map(({ id }) => id);
    const rows = await showBothEnds(tx, wanted, between);
    const whole = { judged: rows.length, meant: null };
    const { judged: of, meant } = scope === null ? whole : await scope.judge(tx, rows);
    for (const row of rows.slice(0, of)) {
      if (items.length === limit) return { items, judged };
      const body = meant === null || meant.has(row.id) ? differenceBody(row) : null;
      const isWanted = body !== null && (kind === undefined || body.kinds.includes(kind));
      if (isWanted && !room.take(row.bytes)) return { items, judged };
      judged += 1;
      if (isWanted) items.push(body);
    }
    // Of everybody a page ends where its bytes do; else where the work does.
    if (scope === null || of < rows.length) break;
  }
  return { items, judged };
}

function placeOf({ valid_from: time, id, version }: WalkedVersion, between: Between): object {
  return { ...between, time: time.toISOString(), id, version };
}

const TOO_COSTLY = new Problem(
  400,
  'too-costly',
  'The filter of the segment costs too much to ask of one person: make it shorter.',
);
