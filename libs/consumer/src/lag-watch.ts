import type { Pool } from 'pg';
import { failureCode } from './failure.js';
import type { Instruments } from './instruments.js';
import type { ConsumerLog } from './log.js';
import { placeName, placeOfName, type Partition, type RecordSource } from './source.js';
import { Sightings } from './sightings.js';
import { readOffsets } from './statements/read-offsets.js';

export interface LagWatchOptions {
  readonly source: Pick<RecordSource, 'highWatermarks'>;
  readonly pool: Pool;
  readonly instruments: Pick<Instruments, 'lag' | 'oldestSince' | 'lagUnknown'>;
  readonly log: ConsumerLog;
  /** The partitions that are ours at this moment: of these the metrics tell. */
  readonly places: () => readonly Partition[];
  /** All that the projection reads, whichever of its processes; those of our partitions unless told. */
  readonly topics?: readonly string[];
  readonly everyMs?: number;
  readonly deadlineMs?: number;
  /** Milliseconds, of a clock that nobody sets. */
  readonly now?: () => number;
}

const EVERY_MS = 10_000;
// Less than an interval: an answer that comes later is of no use.
const DEADLINE_MS = 5_000;
/** Younger than this, what was measured is told again: however many ask, the log is asked once a second. */
const FRESH_MS = 1_000;

/** A partition of the projection, whichever of its processes reads it. */
export interface PartitionLag extends Partition {
  /** Not applied yet. */
  readonly events: number;
  /** For how long the oldest of these has been seen to wait. */
  readonly behindMs: number;
  /** What was published up to then (milliseconds of the epoch) is applied; null: not known since this process began. */
  readonly upTo: number | null;
}

export interface Lags {
  readonly partitions: readonly PartitionLag[];
}

/**
 * Measures how far a projection is behind by asking, not by reading: one question per topic for the ends of the log, one for
 * the stored offsets. So the number moves while a handler is stuck or a partition is stopped, and is absent, not frozen,
 * while the log or the database cannot be asked.
 */
export class LagWatch {
  readonly #options: LagWatchOptions;
  readonly #sightings = new Map<string, Sightings>();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #isUnknown = false;
  #round: Promise<void> | undefined;
  /** null: it could not be asked. */
  #lags: (Lags & { readonly askedAt: number }) | null = null;

  constructor(options: LagWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  start(): void {
    this.#timer = setInterval(() => void this.runOnce(), this.#options.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Of every partition, measured at this moment or a second ago; null while the log or the database cannot be asked. */
  async lags(): Promise<Lags | null> {
    const isFresh = this.#lags !== null && this.#now() - this.#lags.askedAt < FRESH_MS;
    if (!isFresh) await this.runOnce();
    return this.#lags;
  }

  /** Never throws. A question that is still open when the next is due is not asked twice. */
  runOnce(): Promise<void> {
    this.#round ??= this.#measureAll().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async #measureAll(): Promise<void> {
    const { instruments, log, places } = this.#options;
    const topics = this.#topics();
    if (topics.length === 0) return;
    try {
      // Before the question: what is published while it is on its way may be in no answer.
      const askedAt = this.#now();
      const [ends, stored] = await this.#ask(topics);
      const ours = new Set(places().map(placeName));
      const partitions = [...ends].map(([name, high]) => {
        const lag = this.#measure(name, { at: askedAt, high }, stored.get(name) ?? 0n);
        if (ours.has(name)) this.#tell(lag);
        return lag;
      });
      this.#lags = { askedAt, partitions };
      this.#isUnknown = false;
    } catch (error) {
      this.#lags = null;
      instruments.lagUnknown();
      if (!this.#isUnknown) log.warn({ code: failureCode(error) }, 'the lag cannot be measured');
      this.#isUnknown = true;
    }
  }

  #topics(): readonly string[] {
    const { topics, places } = this.#options;
    return topics ?? [...new Set(places().map(({ topic }) => topic))];
  }

  async #ask(topics: readonly string[]): Promise<readonly [ReadonlyMap<string, bigint>, ReadonlyMap<string, bigint>]> {
    if (this.#isAsking) throw new UnansweredError();
    this.#isAsking = true;
    const { source, pool, deadlineMs = DEADLINE_MS } = this.#options;
    const asked = Promise.all([source.highWatermarks(topics), readOffsets(pool)]).finally(() => {
      this.#isAsking = false;
    });
    const [ends, offsets] = await withDeadline(asked, deadlineMs);
    return [ends, new Map(offsets.map((place) => [placeName(place), place.next]))];
  }

  #measure(name: string, end: { readonly at: number; readonly high: bigint }, next: bigint): PartitionLag {
    const seen = this.#sightings.get(name) ?? new Sightings();
    this.#sightings.set(name, seen);
    seen.add(end);
    const { upTo, since } = seen.pass(next);
    // The clock of the day, as it goes now: whoever sets it makes nothing older or newer than it is.
    const ofDay = (at: number): number => Date.now() - (this.#now() - at);
    return {
      ...placeOfName(name),
      events: Math.max(0, Number(end.high - next)),
      behindMs: since === null ? 0 : Math.max(0, this.#now() - since),
      upTo: upTo === null ? null : ofDay(upTo),
    };
  }

  #tell({ topic, partition, events, behindMs }: PartitionLag): void {
    const { instruments } = this.#options;
    instruments.lag({ topic, partition }, events);
    instruments.oldestSince({ topic, partition }, events === 0 ? null : Date.now() - behindMs);
  }
}

class UnansweredError extends Error {
  readonly code = 'UNANSWERED';
}

async function withDeadline<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnansweredError()), milliseconds);
    timer.unref();
  });
  // Whoever loses the race must not be an unhandled rejection.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
