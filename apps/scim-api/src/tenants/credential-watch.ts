import { BackgroundLoop } from '#turns';

/** Of the store, what the watch needs; each call is one transaction, and returns how many were told. */
export interface WatchedCredentials {
  /** The nearest warning that is due of each credential, where it or a nearer one has not been told yet. */
  tellExpiring(now: Date, limit: number): Promise<number>;
  /** Uses of credentials that have ended, those of each at most once an hour. */
  tellDeadUses(now: Date, limit: number): Promise<number>;
}

export interface CredentialWatchOptions {
  readonly credentials: WatchedCredentials;
  readonly now?: () => Date;
  /** How often it is seen whether any are due, in milliseconds. */
  readonly lookEveryMs?: number;
  readonly onFailure: (error: unknown) => void;
}

/** In one transaction, and so of events that are appended at once. */
const AT_ONCE = 100;
const LOOK_EVERY_MS = 30_000;
/** After the start: what came due while nothing ran is told soon. */
const FIRST_LOOK_MS = 1_000;

/** Tells of credentials that end, or have ended and are used all the same; of several replicas each is told of by one. */
export class CredentialWatch {
  readonly #options: CredentialWatchOptions;
  readonly #loop: BackgroundLoop;

  constructor(options: CredentialWatchOptions) {
    this.#options = options;
    const { lookEveryMs = LOOK_EVERY_MS, onFailure } = options;
    const runOnce = (): Promise<number> => this.run().then(() => lookEveryMs);
    this.#loop = new BackgroundLoop({ firstMs: FIRST_LOOK_MS, runOnce, onFailure, afterFailure: lookEveryMs });
  }

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the look that is under way has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** All that are due now; returns how many were told. */
  async run(): Promise<number> {
    const { credentials } = this.#options;
    const now = this.#options.now?.() ?? new Date();
    const expiring = await this.#all((limit) => credentials.tellExpiring(now, limit));
    return expiring + (await this.#all((limit) => credentials.tellDeadUses(now, limit)));
  }

  async #all(tell: (limit: number) => Promise<number>): Promise<number> {
    for (let told = 0; ;) {
      const more = await tell(AT_ONCE);
      told += more;
      if (more < AT_ONCE || this.#loop.isStopping) return told;
    }
  }
}
