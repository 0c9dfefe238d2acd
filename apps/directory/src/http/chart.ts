import { Type, type Static } from 'typebox';
import type { Transaction } from '#postgres';
import { decodeCursor, encodeCursor, NOT_FOUND, type Page, type TenantReads } from '#service';
import { activeNow } from '../storage/statements/active-now.js';
import { KEPT_PLANS } from '../storage/statements/keep-plans.js';
import { listChainAt, PRESENT } from '../storage/statements/lines-at.js';
import {
  findChart,
  findNextChild,
  listRange,
  listTops,
  showPlaces,
  type ChartRow,
  type ShownPlace,
} from '../storage/statements/list-places.js';
import { listBelow, type IdPage } from './below.js';
import type { ChartParameters, EverybodyParameters, FindingBody, FindingParameters } from './chart-body.js';
import { FINDINGS } from './chart-findings.js';
import type { Charted, ChartPage, EverybodyPage, Placed } from './charted.js';
import { assertFolded } from './moment.js';
import { LevelPlace } from './past-queries.js';
import { levelPage, type Standing } from './past.js';
import { peopleAt } from './people-at.js';
import { isSomebody } from './somebody.js';
import { ONE_SECOND, toldTooLarge } from './within-a-second.js';

interface Asker {
  readonly tenantId: string;
  /** Whoever is not active is nobody to ask about. */
  readonly onlyActive?: boolean;
  readonly gone?: AbortSignal | undefined;
}

/** The organisation as it is: who is below whom from the lines of today, how many and who is at the top from the chart that is made beside. */
export class Chart {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  /** Levels from the top, or from somebody, nearest first. @throws Problem 404 */
  org(asker: Asker, { root, depth, limit, cursor }: ChartParameters): Promise<ChartPage> {
    const after = cursor === undefined ? null : decodeCursor(LevelPlace, cursor);
    return this.#answer(asker, async (tx, chart) => {
      const shown = root === undefined ? null : await rootOf(tx, chart, root, depth);
      const tops = (page: IdPage) => topsOf(tx, chart, page);
      const from = root === undefined ? { tops } : { id: root };
      const below = await listBelow(tx, { ...from, at: PRESENT, depth, after, limit });
      const page = await levelPage(tx, below.people, { at: PRESENT, limit });
      return {
        items: await charted(tx, chart, page.items, depth),
        next: page.next,
        root: shown,
        ...placesAt(chart),
        counts: chart === null ? null : countsOf(chart),
      };
    });
  }

  /** Everybody below somebody, a person and then all below, however many they are. @throws Problem 404 */
  everybody(asker: Asker, { root, limit, cursor }: EverybodyParameters): Promise<EverybodyPage> {
    const after = cursor === undefined ? null : decodeCursor(RangePlace, cursor);
    return this.#answer(asker, async (tx, chart) => {
      await assertThere(tx, root, asker);
      const range = chart === null ? null : await rangeOf(tx, chart.generation, root);
      if (chart === null || range === null) return { items: [], next: null, total: null, ...placesAt(chart) };
      const { generation } = chart;
      const begin = after === null ? range.place : await resumed(tx, { generation, ...range }, after);
      const rows = await listRange(tx, { generation, after: begin, last: range.lastPlace }, limit + 1);
      const shown = rows.slice(0, limit);
      const { rows: people, bodyOf } = await peopleAt(tx, ids(shown), PRESENT);
      // Cut where the bytes of a page are full: `found` are those who are still there.
      const isCut = people.length < (people[0]?.found ?? 0);
      const levels = new Map(shown.map(({ id, depth }) => [id, depth - range.depth]));
      const items = people.map((row) => ({ body: bodyOf(row), level: levels.get(row.id) ?? 1 }));
      const last = isCut ? shown.find(({ id }) => id === people.at(-1)?.id) : shown.at(-1);
      const isLast = !isCut && rows.length <= limit;
      return {
        items: await charted(tx, chart, items, Infinity),
        next: isLast || last === undefined ? null : encodeCursor(await placeOf(tx, generation, { root, last })),
        total: range.lastPlace - range.place,
        ...placesAt(chart),
      };
    });
  }

  findings(asker: Asker, { kind, ...asked }: FindingParameters): Promise<Page<FindingBody> & Placed> {
    return this.#answer(asker, async (tx, chart) => ({
      ...(await FINDINGS[kind](tx, chart, asked)),
      ...placesAt(chart),
    }));
  }

  #answer<Result>(asker: Asker, work: (tx: Transaction, chart: ChartRow | null) => Promise<Result>): Promise<Result> {
    return this.#reads.list({ ...asker, settings: [KEPT_PLANS, ONE_SECOND] }, (tx) =>
      toldTooLarge(async () => {
        await assertFolded(tx);
        return work(tx, await findChart(tx));
      }, asker.gone),
    );
  }
}

function placesAt(chart: ChartRow | null): Placed {
  return { placesAt: chart?.madeAt.toISOString() ?? null };
}

function countsOf({ people, roots, orphans, circles, levels }: ChartRow) {
  return { people, roots, orphans, circles, levels };
}

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Looks over the chart for those of a page who are there still. */
const MOST_LOOKS = 100;

async function topsOf(tx: Transaction, chart: ChartRow | null, { after, limit }: IdPage): Promise<string[]> {
  const found: string[] = [];
  if (chart === null) return found;
  let last = after;
  for (let looks = 0; looks < MOST_LOOKS && found.length < limit; looks += 1) {
    const asked = { generation: chart.generation, top: 'root', after: last, limit } as const;
    const tops = ids(await listTops(tx, asked));
    const there = await activeNow(tx, tops);
    found.push(...tops.filter((id) => there.has(id)));
    last = tops.at(-1) ?? last;
    if (tops.length < limit) break;
  }
  return found.slice(0, limit);
}

async function rootOf(tx: Transaction, chart: ChartRow | null, id: string, depth: number): Promise<Charted> {
  await assertThere(tx, id);
  const { rows, bodyOf } = await peopleAt(tx, [id], PRESENT);
  const items = rows.map((row) => ({ body: bodyOf(row), level: 0 }));
  const [root] = await charted(tx, chart, items, depth);
  if (root === undefined) throw NOT_FOUND;
  return root;
}

async function assertThere(tx: Transaction, id: string, asker: Pick<Asker, 'onlyActive'> = {}): Promise<void> {
  if (!(await isSomebody(tx, id, { at: PRESENT, ...asker }))) throw NOT_FOUND;
}

/** @param depth the last level that the question shows */
async function charted(
  tx: Transaction,
  chart: ChartRow | null,
  people: readonly Standing[],
  depth: number,
): Promise<Charted[]> {
  const places = await showPlaces(
    tx,
    chart?.generation ?? null,
    people.map(({ body }) => body.id),
  );
  return people.map(({ body, level }) => {
    const place = places.get(body.id);
    const directs = place?.directs ?? 0;
    const managerId = body.manager?.id ?? null;
    return { body, level, managerId, directs, everybody: everybodyBelow(place), more: level >= depth && directs > 0 };
  });
}

function everybodyBelow(place: ShownPlace | undefined): number | null {
  const { place: first = null, lastPlace = null } = place ?? {};
  return first === null || lastPlace === null ? null : lastPlace - first;
}

/** Characters of the ids of a way down that a cursor holds. */
const MOST_WAY = 500;

/**
 * Where the next page of everybody begins: behind a place, as long as the generation is there; else behind the one to whom
 * this way leads, so that whoever stays where they are is neither lost nor told twice.
 */
const RangePlace = Type.Object(
  {
    generation: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    place: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    way: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 500 }),
  },
  { additionalProperties: false },
);
type RangePlace = Static<typeof RangePlace>;

interface RangeOf {
  readonly place: number;
  readonly lastPlace: number;
  readonly depth: number;
}

async function rangeOf(tx: Transaction, generation: number, id: string): Promise<RangeOf | null> {
  const { place = null, lastPlace = null, depth = null } = (await showPlaces(tx, generation, [id])).get(id) ?? {};
  return place === null || lastPlace === null || depth === null ? null : { place, lastPlace, depth };
}

async function placeOf(
  tx: Transaction,
  generation: number,
  { root, last }: { readonly root: string; readonly last: { readonly id: string; readonly place: number } },
): Promise<RangePlace> {
  const chain = (await listChainAt(tx, last.id, PRESENT)).map(({ id }) => id);
  const top = chain.indexOf(root);
  const way = top < 0 ? [] : [...chain.slice(0, top).reverse(), last.id];
  let length = 0;
  return { generation, place: last.place, way: way.filter((id) => (length += id.length + 3) <= MOST_WAY) };
}

/** The place behind which to go on in a chart that may be another one than the cursor's. */
async function resumed(
  tx: Transaction,
  range: RangeOf & { readonly generation: number },
  { generation, place, way }: RangePlace,
): Promise<number> {
  // Of another root it may be before this one's.
  if (generation === range.generation) return Math.max(place, range.place);
  let above: RangeOf = range;
  for (const id of way) {
    const next = await rangeOf(tx, range.generation, id);
    const isBelow = next !== null && next.place > above.place && next.place <= above.lastPlace;
    if (isBelow && next.depth === above.depth + 1) {
      above = next;
      continue;
    }
    const bounds = { generation: range.generation, after: above.place, last: above.lastPlace };
    const child = await findNextChild(tx, bounds, id);
    return child === null ? above.lastPlace : child - 1;
  }
  return above.place;
}
