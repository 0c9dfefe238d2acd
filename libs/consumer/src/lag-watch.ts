import type { Pool } from 'pg';
import { failureCode } from './failure.js';
import type { Instruments } from './instruments.js';
import type { ConsumerLog } from './log.js';
import { placeName, type Partition, type RecordSource } from './source.js';
import { readOffsets } from './statements/read-offsets.js';

export interface LagWatchOptions {
  readonly source: Pick<RecordSource, 'highWatermarks'>;
  readonly pool: Pool;
  readonly instruments: Pick<Instruments, 'lag' | 'oldestSince' | 'lagUnknown'>;
  readonly log: ConsumerLog;
  /** The partitions that are ours at this moment. */
  readonly places: () => readonly Partition[];
  readonly everyMs?: number;
  readonly deadlineMs?: number;
  readonly now?: () => number;
}

const EVERY_MS = 10_000;
// Less than an interval: an answer that comes later is of no use.
const DEADLINE_MS = 5_000;
/** Sightings kept per partition; between them the age is told too short, never too long. */
const MOST_SIGHTINGS = 60;

interface Sighting {
  readonly at: number;
  readonly high: bigint;
}

/**
 * Measures how far a projection is behind by asking, not by reading: one question per topic for the ends of the log, one for
 * the stored offsets. So the number moves while a handler is stuck or a partition is stopped, and is absent, not frozen,
 * while the log or the database cannot be asked.
 */
export class LagWatch {
  readonly #options: LagWatchOptions;
  readonly #sightings = new Map<string, Sighting[]>();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #isUnknown = false;

  constructor(options: LagWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => Date.now());
  }

  start(): void {
    this.#timer = setInterval(() => void this.runOnce(), this.#options.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Never throws. A question that is still open when the next is due is not asked twice. */
  async runOnce(): Promise<void> {
    const { instruments, log, places } = this.#options;
    if (places().length === 0) return;
    try {
      const [ends, stored] = await this.#ask();
      for (const place of places()) this.#measure(place, ends, stored);
      this.#isUnknown = false;
    } catch (error) {
      instruments.lagUnknown();
      if (!this.#isUnknown) log.warn({ code: failureCode(error) }, 'the lag cannot be measured');
      this.#isUnknown = true;
    }
  }

  async #ask(): Promise<readonly [ReadonlyMap<string, bigint>, ReadonlyMap<string, bigint>]> {
    if (this.#isAsking) throw new UnansweredError();
    this.#isAsking = true;
    const { source, pool, places, deadlineMs = DEADLINE_MS } = this.#options;
    const topics = [...new Set(places().map(({ topic }) => topic))];
    const asked = Promise.all([source.highWatermarks(topics), readOffsets(pool)]).finally(() => {
      this.#isAsking = false;
    });
    const [ends, offsets] = await withDeadline(asked, deadlineMs);
    return [ends, new Map(offsets.map((place) => [placeName(place), place.next]))];
  }

  #measure(place: Partition, ends: ReadonlyMap<string, bigint>, stored: ReadonlyMap<string, bigint>): void {
    const { instruments } = this.#options;
    const name = placeName(place);
    const high = ends.get(name);
    if (high === undefined) return;
    const next = stored.get(name) ?? 0n;
    instruments.lag(place, Math.max(0, Number(high - next)));
    const waiting = (this.#sightings.get(name) ?? []).filter((sighting) => sighting.high > next);
    if (high > (waiting.at(-1)?.high ?? next)) {
      if (waiting.length === MOST_SIGHTINGS) waiting.pop();
      waiting.push({ at: this.#now(), high });
    }
    this.#sightings.set(name, waiting);
    instruments.oldestSince(place, waiting[0]?.at ?? null);
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
