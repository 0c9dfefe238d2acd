import type { Pool, PoolClient } from 'pg';
import {
  commit,
  eachForItself,
  onLoan,
  releaseAdvisoryLock,
  tryAdvisoryLock,
  type Loan,
  type Transaction,
} from '#postgres';
import type { Logger } from '#service';
import { BackgroundLoop, inTurns, type Steps } from '#turns';
import { NO_MANAGER, NOBODY_KNOWN, preorderSteps, type Preorder } from '../projection/preorder.js';
import { Pace } from './pace.js';
import { dueCharts, hasMoved, leftCharts, seenNow, sawNoMove, type DueChart } from './statements/due-charts.js';
import { readReporting, resolveNames, type Name } from './statements/read-reporting.js';
import {
  addPlaces,
  beginChart,
  clearPlaces,
  forgetChart,
  showChart,
  type Generation,
} from './statements/save-chart.js';

/** Of which session locks ours is one: of all replicas one makes charts. */
const CHART_SPACE = 0x6f7267;
/** People that one statement reads or removes, and names that it looks for: a few milliseconds. */
const AT_ONCE = 1_000;
/** Of those that it writes, with entries of up to four indexes each. */
const WRITTEN_AT_ONCE = 500;
/** People up to whom the fold has every other millisecond while a chart is made. */
const UNHURRIED = 200_000;
const TENANTS_AT_ONCE = 100;
const LOOK_MS = 2_000;
/** A chart is made again after twenty times as long as it took, so no tenant takes more than a twentieth of a core; and within these. */
const REST = 20;
const LEAST_REST_S = 2;
const MOST_REST_S = 40;
const TOO_LARGE_REST_S = 3_600;
/** Of a company that has more there is none: its people would take some 250 MB of memory, counted from the arrays. */
export const MOST_PLACED = 2_000_000;

export interface ChartMakerOptions {
  /** Of the role that folds, with a connection for this alone. */
  readonly pool: Pool;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** Makes the charts of the tenants in which somebody moved, one tenant at a time, each seldom; beside the fold, and on one connection. */
export class ChartMaker {
  readonly #options: ChartMakerOptions;
  readonly #loop: BackgroundLoop;

  constructor(options: ChartMakerOptions) {
    this.#options = options;
    this.#loop = new BackgroundLoop({
      runOnce: async () => {
        await this.runOnce();
        return LOOK_MS;
      },
      onFailure: (err) => options.log.warn({ err }, 'a chart could not be made; it is tried again'),
      afterFailure: 5 * LOOK_MS,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the part that is under way has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** One tour of the tenants. @returns how many charts were made; none where another process makes them */
  runOnce(): Promise<number> {
    return onLoan(this.#options.pool, async (client, loan) => {
      // A chart is made again: none of its parts waits for the disk.
      await client.query('set synchronous_commit = off');
      if (!(await tryAdvisoryLock(client, CHART_SPACE, 0))) return 0;
      try {
        return await this.#tour(client, loan);
      } finally {
        await releaseAdvisoryLock(client, CHART_SPACE, 0).catch(() => {
          // The lock is the session's.
          loan.isSpent = true;
        });
      }
    });
  }

  /** A tenant whose chart cannot be made holds up nobody else's. */
  async #tour(client: PoolClient, loan: Loan): Promise<number> {
    let made = 0;
    const forget = async () =>
      eachForItself(await leftCharts(client, TENANTS_AT_ONCE), (id) => this.#forget(client, id));
    const make = async (due: DueChart): Promise<void> => {
      if (!this.#loop.isStopping && (await this.#make(client, loan, due))) made += 1;
    };
    const makeAll = async () => eachForItself(await dueCharts(client, TENANTS_AT_ONCE), make);
    await eachForItself([forget, makeAll], (part) => part());
    return made;
  }

  async #make(client: PoolClient, loan: Loan, due: DueChart): Promise<boolean> {
    const { tenantId } = due;
    const began = performance.now();
    // Before the first row is read: what is marked later is looked at again.
    const seen = await seenNow(client);
    if (!(await hasMoved(client, due))) {
      await sawNoMove(client, tenantId, seen, LEAST_REST_S);
      return false;
    }
    const madeAt = new Date();
    const pace = new Pace(UNHURRIED);
    const reporting = await readCompany(client, tenantId, pace);
    const generation = { tenantId, generation: await beginChart(client, tenantId) };
    if (reporting === null) {
      this.#options.log.warn({ tenantId }, `a company has more than ${MOST_PLACED} people: it has no chart`);
      await sawNoMove(client, tenantId, seen, TOO_LARGE_REST_S);
      return false;
    }
    const chart = await inTurns(preorderSteps(reporting.managers));
    await this.#clear(client, tenantId, pace);
    if (!(await this.#write(client, { generation, ids: reporting.ids, chart, pace }))) return false;
    const seconds = (performance.now() - began) / 1_000;
    const restSeconds = Math.min(MOST_REST_S, Math.max(LEAST_REST_S, REST * seconds));
    const { tops, levels } = chart;
    const shown = { ...generation, seen, madeAt, restSeconds, people: reporting.ids.length, tops, levels };
    const isShown = await inOneTransaction(client, loan, (tx) => showChart(tx, shown));
    await this.#clear(client, tenantId, pace);
    return isShown;
  }

  async #write(tx: Transaction, { generation, ids, chart, pace }: Written): Promise<boolean> {
    for (let from = 0; from < ids.length; from += WRITTEN_AT_ONCE) {
      if (this.#loop.isStopping) return false;
      const part = ids.slice(from, from + WRITTEN_AT_ONCE);
      const places = part.map((id, nth) => ({ ...chart.placed(from + nth), id }));
      await pace.part(part.length, () => addPlaces(tx, generation, places));
    }
    return true;
  }

  async #clear(tx: Transaction, tenantId: string, pace = new Pace(UNHURRIED)): Promise<void> {
    let cleared = AT_ONCE;
    while (cleared === AT_ONCE && !this.#loop.isStopping)
      cleared = await pace.part(cleared, () => clearPlaces(tx, tenantId, AT_ONCE));
  }

  async #forget(tx: Transaction, tenantId: string): Promise<void> {
    await forgetChart(tx, tenantId);
    await this.#clear(tx, tenantId);
  }
}

interface Written {
  readonly generation: Generation;
  readonly ids: readonly string[];
  readonly chart: Preorder;
  readonly pace: Pace;
}

interface Company {
  /** In their order. */
  readonly ids: readonly string[];
  readonly managers: Int32Array;
}

/**
 * A part at a time, each as it is then: no transaction stays open, and what changes meanwhile is marked. Managers are kept as
 * numbers of their names, of which there are few. null: the company is too large.
 */
async function readCompany(tx: Transaction, tenantId: string, pace: Pace): Promise<Company | null> {
  const ids: string[] = [];
  const named: number[] = [];
  const numbers = new Map<string, number>();
  const names: Name[] = [];
  for (let isMore = true; isMore;) {
    const after = ids.at(-1) ?? '';
    const rows = await pace.part(AT_ONCE, () => readReporting(tx, tenantId, { after, limit: AT_ONCE }));
    for (const { id, manager_id: value, manager_mail_key: mailKey } of rows) {
      ids.push(id);
      if (value !== null && !numbers.has(value)) numbers.set(value, names.push({ value, mailKey }) - 1);
      named.push(value === null ? NO_MANAGER : (numbers.get(value) ?? NO_MANAGER));
    }
    isMore = rows.length === AT_ONCE;
    if (ids.length > MOST_PLACED) return null;
  }
  const people = await resolve(tx, tenantId, { ids, names });
  const managers = Int32Array.from(named, (name, index) => {
    if (name === NO_MANAGER) return NO_MANAGER;
    const person = people[name] ?? NOBODY_KNOWN;
    return person === index ? NO_MANAGER : person;
  });
  return { ids, managers };
}

/** Of each name the index of who is named, or that nobody is. */
async function resolve(
  tx: Transaction,
  tenantId: string,
  { ids, names }: { readonly ids: readonly string[]; readonly names: readonly Name[] },
): Promise<Int32Array> {
  const people = new Int32Array(names.length).fill(NOBODY_KNOWN);
  const find = (wanted: ReadonlyMap<string, readonly number[]>) => inTurns(findSteps(ids, wanted, people));
  await find(new Map(names.map(({ value }, number) => [value, [number]])));
  const others = names.flatMap((name, number) => (people[number] === NOBODY_KNOWN ? [{ ...name, number }] : []));
  const byPerson = new Map<string, number[]>();
  for (let from = 0; from < others.length; from += AT_ONCE) {
    const part = others.slice(from, from + AT_ONCE);
    const found = await resolveNames(tx, tenantId, part);
    for (const { value, number } of part) {
      const id = found.get(value);
      if (id !== undefined) byPerson.set(id, [...(byPerson.get(id) ?? []), number]);
    }
  }
  await find(byPerson);
  return people;
}

function* findSteps(
  ids: readonly string[],
  wanted: ReadonlyMap<string, readonly number[]>,
  people: Int32Array,
): Steps<void> {
  for (const [index, id] of ids.entries()) {
    for (const name of wanted.get(id) ?? []) people[name] = index;
    if (index % AT_ONCE === 0) yield;
  }
}

type Work = (tx: Transaction) => Promise<boolean>;

async function inOneTransaction(client: PoolClient, loan: Loan, work: Work): Promise<boolean> {
  await client.query('begin');
  loan.isOpen = true;
  try {
    const result = await work(client);
    loan.isOpen = false;
    await commit(client);
    return result;
  } catch (error) {
    // The next tenant has the connection.
    if (loan.isOpen) await client.query('rollback');
    loan.isOpen = false;
    throw error;
  }
}
