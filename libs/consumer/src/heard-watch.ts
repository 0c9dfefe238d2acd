import type { Pool } from 'pg';
import type { Topic } from '#contracts';
import { failureCode } from './failure.js';
import type { ConsumerLog } from './log.js';
import { placeName, type RecordSource } from './source.js';
import { readOffsets } from './statements/read-offsets.js';

export interface HeardOptions {
  /** The topic whose events must not be missed. */
  readonly topic: Topic;
  /** Everything that the topic held `secondsAgo` is applied. */
  readonly onHeard: (secondsAgo: number) => Promise<void>;
}

export interface HeardWatchOptions extends HeardOptions {
  readonly source: Pick<RecordSource, 'highWatermarks'>;
  readonly pool: Pool;
  readonly log: ConsumerLog;
  readonly everyMs?: number;
  readonly now?: () => number;
}

const EVERY_MS = 5_000;
/** A process that has not caught up by then is no longer taken for one that is only starting. */
const CATCHES_UP_WITHIN_MS = 60_000;

/**
 * Says up to when a topic is known to be applied, by asking: the ends of the log first, the stored offsets after. Any
 * process of a projection may ask, whoever has the partition: both are shared.
 */
export class HeardWatch {
  readonly #options: HeardWatchOptions;
  readonly #now: () => number;
  readonly #since: number;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  /** Once true, or unknowable, it stays: what comes later is told by `onHeard`, or not at all. */
  #hasBegun = false;
  #isUnknown = false;

  constructor(options: HeardWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#since = this.#now();
  }

  start(): void {
    this.#timer = setInterval(() => void this.runOnce(), this.#options.everyMs ?? EVERY_MS);
    this.#timer.unref();
    void this.runOnce();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** True from the start until the topic is applied once, it cannot be asked, or a minute is over. */
  isCatchingUp(): boolean {
    return !this.#hasBegun && this.#now() - this.#since < CATCHES_UP_WITHIN_MS;
  }

  /** Never throws. */
  async runOnce(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const asked = this.#now();
      if (await this.#isApplied()) {
        await this.#options.onHeard((this.#now() - asked) / 1_000);
        this.#hasBegun = true;
      }
      this.#isUnknown = false;
    } catch (error) {
      this.#hasBegun = true;
      if (!this.#isUnknown) this.#options.log.warn({ code: failureCode(error) }, 'whether all is heard cannot be told');
      this.#isUnknown = true;
    } finally {
      this.#isAsking = false;
    }
  }

  async #isApplied(): Promise<boolean> {
    const { source, pool, topic } = this.#options;
    const ends = await source.highWatermarks([topic.name]);
    const stored = new Map((await readOffsets(pool)).map((place) => [placeName(place), place.next]));
    return [...ends].every(([place, end]) => (stored.get(place) ?? 0n) >= end);
  }
}
