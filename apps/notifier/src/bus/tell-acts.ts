import type { Pool } from 'pg';
import type { Publisher } from '#outbox';
import { inTransaction } from '#postgres';
import { BackgroundLoop } from '#turns';
import { claimActs, forgetActs } from '../storage/statements/acts.js';

const LOOK_EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 5_000;
const AT_ONCE = 50;

export interface TellActsOptions {
  readonly pool: Pool;
  readonly publisher: Publisher;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Publishes the acts that were done here, each at least once: it is forgotten in the transaction in which it was sent. They
 * are an operator's and a reader's of a mail, a few a day: no lanes, and no bell.
 */
export class TellActs {
  readonly #options: TellActsOptions;
  readonly #loop: BackgroundLoop;
  #trouble: string | null = null;

  constructor(options: TellActsOptions) {
    this.#options = options;
    this.#loop = new BackgroundLoop({
      runOnce: () => this.#round(),
      onFailure: (error) => this.#failed(error),
      afterFailure: AFTER_FAILURE_MS,
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#options.publisher.close();
  }

  /** In sentences what holds it up; none: nothing does. */
  problems(): readonly string[] {
    return this.#trouble === null ? [] : [`acts wait to be told: ${this.#trouble}`];
  }

  async #round(): Promise<number> {
    const told = await this.runOnce();
    this.#trouble = null;
    return told === AT_ONCE ? 0 : LOOK_EVERY_MS;
  }

  /** Returns how many were told. */
  runOnce(): Promise<number> {
    const { pool, publisher } = this.#options;
    return inTransaction(pool, async (tx) => {
      const acts = await claimActs(tx, AT_ONCE);
      if (acts.length === 0) return 0;
      await publisher.publish(acts.map((act) => ({ ...act, lane: 0, recordedAt: Date.now() })));
      await forgetActs(
        tx,
        acts.map(({ id }) => id),
      );
      return acts.length;
    });
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.#trouble)
      this.#options.log.warn({ err: error }, 'acts could not be told yet; it is tried again');
    this.#trouble = message;
  }
}
