export interface TailedPlace {
  readonly topics: readonly string[];
  readonly brokers: readonly string[];
  readonly fromBeginning: boolean;
}

// Of three brokers one may be away while the others are read from: that is told once, and not at every attempt.
const QUIET_MS = 5_000;

/** What `npm run tail` says of itself beside the events: what it reads from when on, and when the broker is away. */
export class TailNotices {
  readonly #place: TailedPlace;
  readonly #say: (line: string) => void;
  readonly #now: () => number;
  #isReading = false;
  #failedAt: number | null = null;

  constructor(place: TailedPlace, say: (line: string) => void, now: () => number = Date.now) {
    this.#place = place;
    this.#say = say;
    this.#now = now;
  }

  /** An answer came from a broker: from where it reads is settled. */
  fetched(): void {
    const { topics, brokers, fromBeginning } = this.#place;
    if (!this.#isReading) {
      this.#isReading = true;
      this.#failedAt = null;
      const since = fromBeginning ? 'from their beginning' : 'from now on';
      this.#say(`reading ${topics.join(', ')} of ${brokers.join(', ')} ${since}; Ctrl-C ends it`);
    } else if (this.#failedAt !== null && this.#now() - this.#failedAt >= QUIET_MS) {
      this.#failedAt = null;
      this.#say('the broker is there again');
    }
  }

  connectionFailed(reason: string): void {
    if (this.#failedAt === null) this.#say(`the broker cannot be reached (${reason}); trying on, Ctrl-C ends it`);
    this.#failedAt = this.#now();
  }

  /** kafkajs gave up, and begins anew: without a committed offset, so what came meanwhile is passed over, or all is read again. */
  beginsAnew(): void {
    this.#isReading = false;
  }
}
