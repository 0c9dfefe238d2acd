import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '#postgres';

export interface AdminWritesOptions {
  /** Of the role `admin`, for what commits. */
  readonly writes: Pool;
  /** Wakes the relay after a commit. */
  readonly ring: () => void;
  /** What this process knows of tenants and connections is asked anew. */
  readonly settingsChanged?: (() => void) | undefined;
  readonly now?: (() => Date) | undefined;
}

/** How a store of the admin API is opened. */
export interface AdminStoreOptions extends Omit<AdminWritesOptions, 'writes'> {
  /** Of the role `admin`. */
  readonly pool: Pool;
  /** The same role, for what commits: while that waits, reading goes on. By default `pool`. */
  readonly writes?: Pool;
}

/** What commits for an operator: an act stands in the transaction of what it did, and the relay is woken after it. */
export class AdminWrites {
  readonly #options: AdminWritesOptions;

  constructor(options: AdminWritesOptions) {
    this.#options = options;
  }

  now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  /** @param isTold whether there is anything for the relay: what looks again and again mostly finds nothing */
  async commit<Outcome>(
    act: (tx: Transaction) => Promise<Outcome>,
    isTold: (outcome: Outcome) => boolean = () => true,
  ): Promise<Outcome> {
    const outcome = await inTransaction(this.#options.writes, act);
    if (isTold(outcome)) this.#options.ring();
    return outcome;
  }

  /** The same of settings: they hold in this process from then on. */
  async commitSettings<Outcome>(act: (tx: Transaction) => Promise<Outcome>): Promise<Outcome> {
    const outcome = await this.commit(act);
    this.#options.settingsChanged?.();
    return outcome;
  }
}
