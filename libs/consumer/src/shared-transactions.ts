import type { Pool } from 'pg';
import { inTransactionAsking, type Transaction } from '#postgres';
import type { Limits } from './cut.js';
import type { TopicHandler } from './delivery.js';
import { ApartError } from './failure.js';
import { Gate } from './gate.js';
import { Meeting } from './meeting.js';
import type { Ask, Asked, Handle, OpenSlice, Settlement, Slice } from './pipeline.js';
import { placeName } from './source.js';

type Settled = readonly Settlement[];

/** What a slice does in its transaction. */
export interface Inside {
  readonly ask: Ask;
  readonly work: Handle<OpenSlice>;
}

export type OpenTransaction = (slice: Slice, inside: Inside) => Promise<Settled>;

export interface SharedOptions {
  readonly pool: Pool;
  readonly limits: Limits;
  /** Transactions at the same time; each takes a connection of the pool. */
  readonly concurrency: number;
}

/**
 * One transaction for the slices that come in the same turn of the loop, each of another partition: a fetch brings one or two
 * events of each, and a transaction costs as much as five of them. Their statements are sent side by side, and the handler
 * is called once for all.
 *
 * Only what is in order is shared: where something fails, or is parked, or follows a gap, nothing has happened, and each slice
 * is applied alone. Whose slice it was then stays apart for a while: what of one partition is refused must not cost the others.
 */
export class SharedTransactions {
  readonly #pool: Pool;
  readonly #limits: Limits;
  readonly #gate: Gate;
  readonly #waiting = new Map<TopicHandler, Waiting[]>();
  /** Until when partitions are apart, because something of them was out of order. */
  readonly #apart = new Map<string, number>();

  constructor({ pool, limits, concurrency }: SharedOptions) {
    this.#pool = pool;
    this.#limits = limits;
    this.#gate = new Gate(concurrency);
  }

  /** A transaction of its own. */
  readonly alone: OpenTransaction = (slice, { ask, work }) =>
    this.#open(
      (tx) => ask(tx, slice),
      (tx, asked) => work({ ...slice, tx, asked }),
    );

  of(handler: TopicHandler): OpenTransaction {
    return (slice, inside) => (this.#isApart(slice) ? this.alone(slice, inside) : this.#share(handler, slice, inside));
  }

  #share(handler: TopicHandler, slice: Slice, inside: Inside): Promise<Settled> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(handler);
      const one = { slice, inside, resolve, reject };
      if (waiting !== undefined) {
        waiting.push(one);
        return;
      }
      this.#waiting.set(handler, [one]);
      // The batches of a fetch are handed out in one turn of the loop.
      setImmediate(() => this.#begin(handler));
    });
  }

  #begin(handler: TopicHandler): void {
    const waiting = this.#waiting.get(handler) ?? [];
    this.#waiting.delete(handler);
    for (const lot of lotsOf(waiting, this.#limits)) void this.#settle(lot, handler);
  }

  async #settle(lot: readonly Waiting[], handler: TopicHandler): Promise<void> {
    if (lot.length > 1 && (await this.#together(lot, handler))) return;
    for (const { slice, inside, resolve, reject } of lot) {
      const settled = this.alone(slice, inside);
      if (lot.length > 1 && !(await settled.then(isInOrder, () => false)))
        this.#apart.set(placeName(slice), performance.now() + APART_MS);
      await settled.then(resolve, reject);
    }
  }

  #isApart(slice: Slice): boolean {
    const until = this.#apart.get(placeName(slice));
    return until !== undefined && performance.now() < until;
  }

  /** False when nothing has happened. */
  async #together(lot: readonly Waiting[], handler: TopicHandler): Promise<boolean> {
    try {
      const settled = await this.#open(
        (tx) => lot.map((one) => ({ ...one, asked: one.inside.ask(tx, one.slice) })),
        (tx, all) => applyAll(tx, all, handler),
      );
      for (const [at, { resolve }] of lot.entries()) resolve(settled[at] ?? []);
      return true;
    } catch {
      // Which of them failed, and how, each says by itself.
      return false;
    }
  }

  #open<All, Result>(
    ask: (tx: Transaction) => All,
    work: (tx: Transaction, asked: All) => Promise<Result>,
  ): Promise<Result> {
    return this.#gate.through(1, () => inTransactionAsking(this.#pool, ask, work));
  }
}

interface Waiting {
  readonly slice: Slice;
  readonly inside: Inside;
  readonly resolve: (settled: Settled) => void;
  readonly reject: (error: unknown) => void;
}

interface Asking extends Waiting {
  readonly asked: Asked;
}

/** All have ended when it ends, however: what one of them sent later would be outside the transaction. */
async function applyAll(tx: Transaction, all: readonly Asking[], handler: TopicHandler): Promise<Settled[]> {
  const meeting = new Meeting(all.length, (deliveries) => handler.apply({ tx, deliveries, isLate: false }));
  const applied = all.map(async ({ slice, inside, asked }) => {
    const { decide, leave } = meeting.seat();
    try {
      const settled = await inside.work({ ...slice, tx, asked, decide });
      if (!isInOrder(settled)) throw new ApartError();
      return settled;
    } finally {
      leave();
    }
  });
  const results = await Promise.allSettled(applied);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function isInOrder(settled: Settled): boolean {
  return settled.every(({ kind }) => IN_ORDER.has(kind));
}

const APART_MS = 10_000;
const IN_ORDER: ReadonlySet<string> = new Set(['done', 'ignored', 'older', 'duplicate', 'discarded']);

/** As much as one slice may be, in the order of the partitions: two processes that share them take their rows in the same. */
function lotsOf(waiting: readonly Waiting[], limits: Limits): Waiting[][] {
  const lots: Waiting[][] = [];
  let room = { rows: 0, bytes: 0, places: new Set<string>() };
  for (const one of waiting.toSorted(byPlace)) {
    const [rows, bytes, place] = [one.slice.items.length, bytesOf(one.slice), placeName(one.slice)];
    const lot = lots.at(-1);
    if (lot === undefined || rows > room.rows || bytes > room.bytes || room.places.has(place)) {
      lots.push([one]);
      room = { rows: limits.rows - rows, bytes: limits.bytes - bytes, places: new Set([place]) };
      continue;
    }
    lot.push(one);
    room = { rows: room.rows - rows, bytes: room.bytes - bytes, places: room.places.add(place) };
  }
  return lots;
}

function byPlace({ slice: one }: Waiting, { slice: other }: Waiting): number {
  return one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1;
}

function bytesOf({ items }: Slice): number {
  return items.reduce((sum, { record }) => sum + (record.value?.byteLength ?? 0), 0);
}
