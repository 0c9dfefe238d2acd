import type { Transaction } from '#postgres';
import { decodeCursor, NOT_FOUND, pageOf, Problem, type Page, type TenantReads } from '#service';
import { wasEver } from '../storage/statements/find-ever.js';
import { KEPT_PLANS } from '../storage/statements/keep-plans.js';
import { listChainAt, listTeamAt, PRESENT } from '../storage/statements/lines-at.js';
import { listBelow, type LevelPlace as Level } from './below.js';
import type { EmployeeBody, ReportBody } from './employee-body.js';
import { listAt } from './list-at.js';
import { assertFolded, momentOf, type Moment } from './moment.js';
import { LevelPlace, type BelowParameters, type LevelParameters } from './past-queries.js';
import { peopleAt } from './people-at.js';
import { Place, type ListParameters } from './queries.js';
import type { Settled } from './settled.js';
import { isSomebody, soundId } from './somebody.js';
import { ONE_SECOND, toldTooLarge } from './within-a-second.js';

/** What an answer says of the time that it is for; of the present nothing. */
export interface Told {
  readonly asOf?: string;
  readonly settled?: boolean;
  /** Where a day was asked for. */
  readonly zone?: string;
  readonly earliest?: string | null;
}

export interface AskedAt {
  readonly tenantId: string;
  readonly asOf: string | undefined;
  readonly zone?: string | undefined;
  /** Whoever is not active is nobody to ask about. */
  readonly onlyActive?: boolean;
  readonly gone?: AbortSignal | undefined;
}

export type PageAt<Item> = Page<Item> & Told;

interface Counted {
  readonly total?: number;
  readonly atLeast?: number;
}

interface Time {
  /** {@link PRESENT}, or the moment's. */
  readonly at: string;
  readonly moment: Moment | null;
}

const EMPTY = { items: [], next: null } as const;

/** Questions about people and their levels at a time, or at present, each in a transaction that sees one tenant's rows. */
export class Past {
  readonly #reads: TenantReads;
  readonly #settled: Pick<Settled, 'at'>;
  readonly #now: () => number;

  constructor(reads: TenantReads, settled: Pick<Settled, 'at'>, now: () => number = Date.now) {
    this.#reads = reads;
    this.#settled = settled;
    this.#now = now;
  }

  /** @throws Problem 404 for who was not there then */
  find(asked: AskedAt, id: string): Promise<EmployeeBody & Told> {
    return this.#answer(asked, async (tx, { at, moment }) => {
      const { rows, bodyOf } = await peopleAt(tx, [soundId(id)], at);
      const [row] = rows;
      if (row === undefined) throw await absent(tx, id, moment);
      return bodyOf(row);
    });
  }

  /** @throws Problem 400 for a search, or an order by name: they know the present only */
  async list(asked: AskedAt, query: ListParameters): Promise<PageAt<EmployeeBody>> {
    if (query.search !== undefined) throw notOfATime('search');
    if (query.sort !== undefined) throw notOfATime('sort');
    return this.#answer(asked, (tx, { at, moment }) =>
      moment?.earliest === undefined ? listAt(tx, query, at) : Promise.resolve(EMPTY),
    );
  }

  /** Who reported to somebody directly. @throws Problem 404 for who was not there then */
  team(asked: AskedAt, id: string, { limit, cursor }: LevelParameters): Promise<PageAt<EmployeeBody>> {
    const after = cursor === undefined ? '' : decodeCursor(Place, cursor).id;
    return this.#answer(asked, async (tx, time) => {
      if (!(await isThere(tx, id, asked, time))) return EMPTY;
      const ids = await listTeamAt(tx, { managers: [id], at: time.at, after, limit: limit + 1 });
      const { rows, bodyOf } = await peopleAt(tx, ids, time.at);
      const place = ({ id: last }: { readonly id: string }) => ({ id: last });
      const { shown, next } = pageOf(rows, { limit, found: rows[0]?.found ?? 0, place });
      return { items: shown.map(bodyOf), next };
    });
  }

  /** From the manager to the top, each once; `isCircle` where the last one's manager is among them. */
  chain(
    asked: AskedAt,
    id: string,
    { limit, cursor }: LevelParameters,
  ): Promise<PageAt<EmployeeBody & { level: number }> & { readonly isCircle: boolean }> {
    const after = cursor === undefined ? 0 : decodeCursor(LevelPlace, cursor).level;
    return this.#answer(asked, async (tx, time) => {
      if (!(await isThere(tx, id, asked, time))) return { ...EMPTY, isCircle: false };
      const rows = await listChainAt(tx, id, time.at);
      const walked = rows.filter(({ closes, level }) => !closes && level > after);
      const page = await levelPage(tx, walked, { at: time.at, limit });
      const items = page.items.map(({ body, level }) => ({ ...body, level }));
      return { items, next: page.next, isCircle: rows.some(({ closes }) => closes) };
    });
  }

  /** Everybody below, nearest first; counted as far as the answer walked. */
  below(asked: AskedAt, id: string, query: BelowParameters): Promise<PageAt<ReportBody> & Counted> {
    const after = query.cursor === undefined ? null : decodeCursor(LevelPlace, query.cursor);
    const { depth, limit } = query;
    return this.#answer(asked, async (tx, time) => {
      if (!(await isThere(tx, id, asked, time))) return { ...EMPTY, total: 0 };
      const below = await listBelow(tx, { id, at: time.at, depth, after, limit });
      const page = await levelPage(tx, below.people, { at: time.at, limit });
      const items = page.items.map(({ body, level }) => ({ ...body, depth: level }));
      return { items, next: page.next, ...(below.isWhole ? { total: below.counted } : { atLeast: below.counted }) };
    });
  }

  /** The work at the time that is asked for; where that is the present, nothing is said of it. */
  async #answer<Result extends object>(
    { tenantId, asOf, zone, gone }: AskedAt,
    work: (tx: Transaction, time: Time) => Promise<Result>,
  ): Promise<Result & Told> {
    const settings = [KEPT_PLANS, ONE_SECOND];
    const { result, moment } = await this.#reads.list({ tenantId, gone, settings }, async (tx) => {
      const time = await this.#time(tx, asOf, zone);
      return { result: await toldTooLarge(() => work(tx, time), gone), moment: time.moment };
    });
    if (moment === null) return result;
    const { at, ...more } = moment;
    return { ...result, asOf: at, settled: await this.#settled.at(at), ...more };
  }

  async #time(tx: Transaction, asOf: string | undefined, zone: string | undefined): Promise<Time> {
    if (asOf === undefined) {
      await assertFolded(tx);
      return { at: PRESENT, moment: null };
    }
    const moment = await momentOf(tx, { parameter: 'asOf', text: asOf, zone, now: this.#now() });
    return { at: moment.at, moment };
  }
}

export interface LevelPageAsked {
  readonly at: string;
  readonly limit: number;
}

/** Somebody on a level. */
export interface Standing {
  readonly body: EmployeeBody;
  readonly level: number;
}

/** Of people on levels one page, as far as its bytes go. */
export async function levelPage(
  tx: Transaction,
  people: readonly Level[],
  { at, limit }: LevelPageAsked,
): Promise<Page<Standing>> {
  const wanted = people.slice(0, limit + 1);
  const levels = new Map(wanted.map(({ id, level }) => [id, level]));
  const levelOf = ({ id }: { readonly id: string }) => levels.get(id) ?? 1;
  const ids = wanted.map(({ id }) => id);
  const { rows, bodyOf } = await peopleAt(tx, ids, at);
  const place = (row: { readonly id: string }) => ({ level: levelOf(row), id: row.id });
  const { shown, next } = pageOf(rows, { limit, found: rows[0]?.found ?? 0, place });
  return { items: shown.map((row) => ({ body: bodyOf(row), level: levelOf(row) })), next };
}

/** False: nobody was there yet. @throws Problem 404 for who was not there, or never was */
async function isThere(
  tx: Transaction,
  id: string,
  { onlyActive = false }: AskedAt,
  { at, moment }: Time,
): Promise<boolean> {
  if (await isSomebody(tx, id, { at, onlyActive })) return true;
  if (moment?.earliest === undefined || !(await wasEver(tx, id))) throw NOT_FOUND;
  return false;
}

async function absent(tx: Transaction, id: string, moment: Moment | null): Promise<Problem> {
  if (moment?.earliest === undefined || !(await wasEver(tx, id))) return NOT_FOUND;
  const { status, code, detail } = NOT_FOUND;
  return new Problem(status, code, detail, { asOf: moment.at, earliest: moment.earliest });
}

function notOfATime(parameter: string): Problem {
  const detail = `The parameter asOf does not go with ${parameter}, which knows the present only; leave one of them out.`;
  return new Problem(400, 'invalid-parameter', detail, { parameter: 'asOf' });
}
