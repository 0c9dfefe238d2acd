import { BackgroundLoop } from '#turns';

/** A credential that was none: never what was sent. */
export interface FailedSignIn {
  /** What was asked of: `admin`, `token`, `directory` … */
  readonly surface: string;
  /** From where, as a range; null: several, which are counted together. */
  readonly address: string | null;
  /** The id of the client, as it was claimed; null: none was. */
  readonly account: string | null;
  readonly reason: string | null;
}

/** How often, in which window of time. */
export interface CountedSignIn extends FailedSignIn {
  readonly began: Date;
  readonly count: number;
}

export interface SignInStore {
  /** Adds to what is there. */
  add(counted: readonly CountedSignIn[]): Promise<void>;
  /** Makes an entry of each whose window has begun by then. */
  close(begunBy: Date): Promise<void>;
}

export interface FailedSignInsOptions {
  readonly store: SignInStore;
  readonly windowMs: number;
  readonly log: { warn(fields: object, message: string): void };
  readonly now?: () => number;
}

/** Surface, address and account that a process counts apart in a window; further ones are one for each surface. */
export const MOST_COUNTED = 200;
/** Of windows that could not be written down yet; what would exceed it is not counted. */
const MOST_KEPT = 10 * MOST_COUNTED;
const FLUSH_MS = 10_000;
const CLOSE_MS = 60_000;

interface Counting {
  readonly of: Omit<CountedSignIn, 'count'>;
  count: number;
}

/**
 * Failed sign-ins for the audit log: one entry for each surface, range of addresses, account and window. A guess costs an
 * addition in memory: what was counted is written down each ten seconds, in one statement, and a kill loses as much. A flood from
 * everywhere is {@link MOST_COUNTED} entries of a window and no more. Windows begin at the same moments in every replica.
 */
export class FailedSignIns {
  readonly #options: Required<FailedSignInsOptions>;
  readonly #flushMs: number;
  readonly #counts = new Map<string, Counting>();
  readonly #loop: BackgroundLoop;
  #window = { began: 0, counted: 0 };
  #closeAt = 0;

  constructor(options: FailedSignInsOptions) {
    this.#options = { now: Date.now, ...options };
    this.#flushMs = Math.min(FLUSH_MS, options.windowMs);
    this.#loop = new BackgroundLoop({
      runOnce: () => this.runOnce(),
      onFailure: (err) => this.#options.log.warn({ err }, 'failed sign-ins could not be told yet; it is tried again'),
      afterFailure: this.#flushMs,
      firstMs: this.#flushMs,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Writes down what was counted, where the database is there. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#flush().catch((err: unknown) => this.#options.log.warn({ err }, 'failed sign-ins were lost'));
  }

  note(failed: FailedSignIn): void {
    const began = this.#windowNow();
    const known = this.#counts.get(keyOf(failed, began));
    if (known !== undefined) known.count += 1;
    else if (this.#window.counted < MOST_COUNTED) this.#begin(failed, began);
    else this.#countOther(failed.surface, began);
  }

  /** Returns how long to wait. */
  async runOnce(): Promise<number> {
    const { store, windowMs, now } = this.#options;
    await this.#flush();
    if (now() >= this.#closeAt) {
      // What a replica counted in the last moments of a window is still to come.
      await store.close(new Date(now() - windowMs - 2 * this.#flushMs));
      this.#closeAt = now() + Math.min(CLOSE_MS, windowMs);
    }
    return this.#flushMs;
  }

  #windowNow(): number {
    const { windowMs, now } = this.#options;
    const began = Math.floor(now() / windowMs) * windowMs;
    if (began !== this.#window.began) this.#window = { began, counted: 0 };
    return began;
  }

  #begin(failed: FailedSignIn, began: number): void {
    if (this.#counts.size >= MOST_KEPT) return;
    this.#window.counted += 1;
    this.#counts.set(keyOf(failed, began), { of: { ...failed, began: new Date(began) }, count: 1 });
  }

  /** Surfaces are few, so they are bounded. */
  #countOther(surface: string, began: number): void {
    const other = { surface, address: null, account: null, reason: null };
    const known = this.#counts.get(keyOf(other, began));
    if (known === undefined) this.#begin(other, began);
    else known.count += 1;
  }

  /** What fails is counted on. */
  async #flush(): Promise<void> {
    const began = this.#windowNow();
    const counting = [...this.#counts.values()].filter(({ count }) => count > 0);
    const counted = counting.map(({ of, count }) => ({ ...of, count }));
    if (counted.length > 0) await this.#options.store.add(counted);
    for (const [at, one] of counting.entries()) one.count -= counted[at]?.count ?? 0;
    for (const [key, { of, count }] of this.#counts)
      if (count === 0 && of.began.getTime() < began) this.#counts.delete(key);
  }
}

function keyOf({ surface, address, account }: FailedSignIn, began: number): string {
  return JSON.stringify([began, surface, address, account]);
}
