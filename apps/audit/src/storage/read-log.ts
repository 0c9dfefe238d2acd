import { BackgroundLoop } from '#turns';

/** Who asked, and what kind of question it was. */
export interface Reading {
  readonly tenantId: string;
  readonly reader: string;
  readonly readerType: 'reader' | 'operator' | 'account';
  /** The range that the first of them came from. */
  readonly address: string | null;
  readonly kind: ReadKind;
}

export type ReadKind = 'list' | 'entry' | 'export';

/** How often, in which window of time. */
export interface CountedReading extends Reading {
  readonly began: Date;
  readonly count: number;
}

export interface ReadStore {
  /** Adds to what is there. */
  add(readings: readonly CountedReading[]): Promise<void>;
  /** Makes an entry of each whose window has begun by then. Returns how many. */
  close(begunBy: Date): Promise<number>;
}

export interface ReadLogOptions {
  readonly store: ReadStore;
  readonly windowMs: number;
  readonly log: { warn(fields: object, message: string): void };
  readonly now?: () => number;
}

const FLUSH_MS = 1_000;
const SWEEP_MS = 60_000;
const MOST_KEPT = 10_000;

/**
 * That somebody has read: one entry for each reader, kind of question and window. The first of a window is written down before
 * it is answered, so that nothing is read without a trace; how many followed is added each second, and a kill loses that
 * second's. Windows begin at the same moments in every replica, and the first to look makes the entry.
 */
export class ReadLog {
  readonly #options: Required<ReadLogOptions>;
  readonly #known = new Map<string, { readonly of: CountedReading; count: number }>();
  readonly #loop: BackgroundLoop;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReadLogOptions) {
    this.#options = { now: Date.now, ...options };
    this.#loop = new BackgroundLoop({
      runOnce: () => this.runOnce(),
      onFailure: (err) => this.#options.log.warn({ err }, 'who has read could not be told yet; it is tried again'),
      afterFailure: SWEEP_MS,
      firstMs: FLUSH_MS,
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    clearTimeout(this.#timer);
    await this.flush();
  }

  /** Before the answer. */
  async note(reading: Reading): Promise<void> {
    const { store, windowMs, now } = this.#options;
    const began = new Date(Math.floor(now() / windowMs) * windowMs);
    const key = [began.getTime(), reading.tenantId, reading.readerType, reading.reader, reading.kind].join(' ');
    const known = this.#known.get(key);
    if (known === undefined) {
      const of = { ...reading, began, count: 1 };
      await store.add([of]);
      if (this.#known.size < MOST_KEPT && !this.#known.has(key)) this.#known.set(key, { of, count: 0 });
      return;
    }
    known.count += 1;
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), FLUSH_MS).unref();
  }

  /** Writes down what was counted. What fails is counted on. */
  async flush(): Promise<void> {
    this.#timer = undefined;
    const counted = [...this.#known.values()].filter(({ count }) => count > 0);
    if (counted.length === 0) return;
    const readings = counted.map(({ of, count }) => ({ ...of, count }));
    for (const one of counted) one.count = 0;
    try {
      await this.#options.store.add(readings);
    } catch (error) {
      for (const [at, one] of counted.entries()) one.count += readings[at]?.count ?? 0;
      throw error;
    }
  }

  /** Makes the entries of windows that have ended. Returns how long to wait. */
  async runOnce(): Promise<number> {
    const { store, windowMs, now } = this.#options;
    await this.flush();
    // What a replica counted in the last second of a window is still to come.
    const begunBy = new Date(now() - windowMs - 2 * FLUSH_MS);
    for (const [key, { of, count }] of this.#known) if (of.began <= begunBy && count === 0) this.#known.delete(key);
    await store.close(begunBy);
    return Math.min(SWEEP_MS, windowMs);
  }
}
