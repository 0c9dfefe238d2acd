import type { Pool } from 'pg';
import { eraseEnded, type Logger } from '#service';
import { BackgroundLoop } from '#turns';

/** Of one that has ended, rows may still come, or events wait to be told. */
const SOON_MS = 1_000;

export interface ErasureOptions {
  /** Of a role that may have rows of a tenant that has ended removed. */
  readonly pool: Pick<Pool, 'query'>;
  readonly everyMs: number;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** Removes what is here of tenants that have ended; of several replicas one at a time does. */
export class Erasure {
  readonly #options: ErasureOptions;
  readonly #loop: BackgroundLoop;

  constructor(options: ErasureOptions) {
    this.#options = options;
    const { everyMs, log } = options;
    this.#loop = new BackgroundLoop({
      runOnce: () => this.#look(),
      onFailure: (err) =>
        log.warn({ err }, 'what is left of ended tenants could not be removed; the next look is soon'),
      afterFailure: everyMs,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the batch that is under way has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #look(): Promise<number> {
    const { pool, log, everyMs } = this.#options;
    const { removed, isAnyLeft } = await eraseEnded(pool, () => this.#loop.isStopping);
    if (removed > 0) log.info({ rows: removed }, 'rows of tenants that have ended were removed');
    return isAnyLeft ? Math.min(everyMs, SOON_MS) : everyMs;
  }
}
