import { BoundedMap } from './bounded-map.js';

export interface FairLimits {
  /** What runs at once. */
  readonly places: number;
  /** Of these, what one tenant may have. The rest is never lent: whoever comes finds a place, whatever another one does. */
  readonly placesOfTenant: number;
  /** What waits, of all tenants; beyond it whoever has most waiting loses the newest. */
  readonly waiting: number;
  readonly waitingOfTenant: number;
}

interface Queued<Item> {
  readonly items: Item[];
  /** Of each turn that runs, the seconds that it was charged at its beginning. */
  readonly running: number[];
  /** What its next turn is charged: what the last one took. */
  expected: number;
  /** Seconds that it has used, as far as they count: see {@link FairQueue}. */
  used: number;
  /** When it was served last, by the number of services; -1: not yet. */
  served: number;
}

/** Of a tenant of which nothing is known. */
const EXPECTED_SECONDS = 0.001;
/** Of tenants that are idle and have used more than the others. */
const MAX_REMEMBERED = 10_000;

/**
 * Who may run next, by the seconds that each tenant has used: one whose turns are a hundred times as long has a hundredth of
 * them. A turn is charged when it begins, by the one before it, and set right when it ends. Work-conserving: while nobody else waits, a tenant has one turn after the other.
 *
 * Start-time fair queueing (Goyal, Vin, Cheng 1996): the next is the tenant that has used least; whoever comes after being
 * idle begins where the one that is served now stands, so that nobody saves up time, and nobody owes for time that nobody
 * else wanted. Pure: no clock, no timers.
 */
export class FairQueue<Item> {
  readonly #limits: FairLimits;
  readonly #tenants = new Map<string, Queued<Item>>();
  /** What idle tenants have used beyond `#reached`. */
  readonly #ahead = new BoundedMap<string, number>(MAX_REMEMBERED);
  #reached = 0;
  #running = 0;
  #size = 0;
  #services = 0;

  constructor(limits: FairLimits) {
    this.#limits = limits;
  }

  /** What waits. */
  get size(): number {
    return this.#size;
  }

  /** Adds the item. Returns what is refused for it: the item, or the newest of whoever has most waiting; null: nothing. */
  add(tenantId: string, item: Item): Item | null {
    const { waiting, waitingOfTenant } = this.#limits;
    const own = this.#tenants.get(tenantId)?.items.length ?? 0;
    if (own >= waitingOfTenant) return item;
    const refused = this.#size < waiting ? null : this.#takeFromHeaviest(own);
    if (refused === undefined) return item;
    this.#queuedOf(tenantId).items.push(item);
    this.#size += 1;
    return refused;
  }

  /** What a turn did not take: before what came behind it. It was let in before, and is not refused now. */
  putBack(tenantId: string, items: readonly Item[]): void {
    if (items.length === 0) return;
    this.#queuedOf(tenantId).items.unshift(...items);
    this.#size += items.length;
  }

  /**
   * Takes a place for the next turn: of one tenant, the oldest as many as `take` says (at least one).
   *
   * @param isReady whether what waits of a tenant wants a turn now; else it is another's
   */
  next(
    take: (waiting: readonly Item[], tenantId: string) => number = () => 1,
    isReady: (waiting: readonly Item[], tenantId: string) => boolean = () => true,
  ): { readonly tenantId: string; readonly items: readonly Item[] } | undefined {
    if (this.#running >= this.#limits.places) return undefined;
    const next = this.#least(isReady);
    if (next === undefined) return undefined;
    const [tenantId, queued] = next;
    const items = queued.items.splice(0, Math.max(1, take(queued.items, tenantId)));
    this.#size -= items.length;
    this.#running += 1;
    this.#reached = Math.max(this.#reached, queued.used);
    queued.running.push(queued.expected);
    queued.used += queued.expected;
    queued.served = this.#services;
    this.#services += 1;
    return { tenantId, items };
  }

  /** Gives the place of a turn back, and counts the seconds that it took. */
  done(tenantId: string, seconds: number): void {
    const queued = this.#tenants.get(tenantId);
    if (queued === undefined) return;
    this.#running -= 1;
    queued.used += seconds - (queued.running.shift() ?? 0);
    queued.expected = Math.max(EXPECTED_SECONDS, seconds);
    this.#forgetIdle(tenantId, queued);
  }

  /** Takes out what no longer waits for a turn. */
  remove(tenantId: string, isOver: (item: Item) => boolean): Item[] {
    const queued = this.#tenants.get(tenantId);
    if (queued === undefined) return [];
    const over = queued.items.filter(isOver);
    if (over.length === 0) return over;
    queued.items.splice(0, queued.items.length, ...queued.items.filter((item) => !over.includes(item)));
    this.#size -= over.length;
    this.#forgetIdle(tenantId, queued);
    return over;
  }

  /** The same of every tenant. */
  removeAll(isOver: (item: Item) => boolean): Item[] {
    return [...this.#tenants.keys()].flatMap((tenantId) => this.remove(tenantId, isOver));
  }

  /** Whether another tenant runs or waits. */
  isWantedBeside(tenantId: string): boolean {
    return this.#tenants.size > (this.#tenants.has(tenantId) ? 1 : 0);
  }

  #queuedOf(tenantId: string): Queued<Item> {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) return known;
    const used = Math.max(this.#reached, this.#ahead.get(tenantId) ?? 0);
    this.#ahead.delete(tenantId);
    const queued: Queued<Item> = { items: [], running: [], expected: EXPECTED_SECONDS, used, served: -1 };
    this.#tenants.set(tenantId, queued);
    return queued;
  }

  /** Of those that may run, whoever has used least; of equals, who was served longest ago. */
  #least(
    isReady: (waiting: readonly Item[], tenantId: string) => boolean,
  ): readonly [string, Queued<Item>] | undefined {
    let least: readonly [string, Queued<Item>] | undefined;
    for (const entry of this.#tenants) {
      const [tenantId, queued] = entry;
      if (queued.items.length === 0 || queued.running.length >= this.#limits.placesOfTenant) continue;
      if (!isReady(queued.items, tenantId)) continue;
      if (least === undefined || comesBefore(queued, least[1])) least = entry;
    }
    return least;
  }

  /** Undefined: nobody has more waiting than `own`. */
  #takeFromHeaviest(own: number): Item | undefined {
    let heaviest: Queued<Item> | undefined;
    for (const queued of this.#tenants.values()) {
      if (queued.items.length > (heaviest?.items.length ?? own)) heaviest = queued;
    }
    const item = heaviest?.items.pop();
    if (item !== undefined) this.#size -= 1;
    return item;
  }

  #forgetIdle(tenantId: string, { items, running, used }: Queued<Item>): void {
    if (items.length > 0 || running.length > 0) return;
    this.#tenants.delete(tenantId);
    if (used <= this.#reached) return;
    this.#ahead.set(tenantId, used);
  }
}

function comesBefore(one: Queued<unknown>, other: Queued<unknown>): boolean {
  return one.used === other.used ? one.served < other.served : one.used < other.used;
}
