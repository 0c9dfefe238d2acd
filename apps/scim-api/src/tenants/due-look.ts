import { BackgroundLoop } from '#turns';

export interface DueLookOptions {
  /** How often it is seen whether any are due, in milliseconds. */
  readonly lookEveryMs?: number;
  readonly onFailure: (error: unknown) => void;
}

interface Looking {
  readonly everyMs: number;
  /** Milliseconds before the first look: as before any other, unless told. */
  readonly firstMs?: number;
  readonly onFailure: (error: unknown) => void;
}

/** Looks again and again for what is due, and does it; of several replicas each of it is one's, by the store's locks. */
export abstract class DueLook {
  readonly #loop: BackgroundLoop;

  constructor({ everyMs, firstMs = everyMs, onFailure }: Looking) {
    const runOnce = (): Promise<number> => this.run().then(() => everyMs);
    this.#loop = new BackgroundLoop({ firstMs, runOnce, onFailure, afterFailure: everyMs });
  }

  /** All that are due now; returns how many they were. */
  abstract run(): Promise<number>;

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the look that is under way has ended: of what is due, no more is begun. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  protected get isStopping(): boolean {
    return this.#loop.isStopping;
  }

  /** @param some does at most `atOnce`, and returns how many: it is called again until they were fewer */
  protected async all(atOnce: number, some: () => Promise<number>): Promise<number> {
    for (let done = 0; ;) {
      const more = await some();
      done += more;
      if (more < atOnce || this.#loop.isStopping) return done;
    }
  }
}
