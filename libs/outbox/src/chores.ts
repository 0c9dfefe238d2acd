import type { Pool } from 'pg';
import { measureBacklog } from './statements/measure-backlog.js';
import { prunePublished } from './statements/prune-published.js';

export interface ChoresOptions {
  readonly pool: Pool;
  readonly retentionSeconds: number;
  readonly keepsPlaces: boolean;
  readonly onMeasured: (backlog: Awaited<ReturnType<typeof measureBacklog>>) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * What no event waits for: the backlog is counted, and old records are deleted. Beside the rounds, one at a time: two thousand
 * records take as long as several rounds, and a lock on one of them as long as a statement may.
 */
export class Chores {
  readonly #options: ChoresOptions;
  readonly #due = { prune: 0, measure: 0 };
  #running: Promise<number> | undefined;

  constructor(options: ChoresOptions) {
    this.#options = options;
  }

  /** Begins what is due, unless something of it is under way. */
  begin(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Never fails. @returns how many records were deleted by what is under way */
  end(): Promise<number> {
    return this.#running ?? Promise.resolve(0);
  }

  async #run(): Promise<number> {
    const { pool, onMeasured, onFailure } = this.#options;
    try {
      if (this.#isDue('measure', MEASURE_MS)) onMeasured(await measureBacklog(pool));
      return this.#isDue('prune', PRUNE_MS) ? await this.#prune() : 0;
    } catch (error) {
      onFailure(error);
      return 0;
    }
  }

  async #prune(): Promise<number> {
    const { pool, retentionSeconds, keepsPlaces } = this.#options;
    const pruned = await prunePublished(pool, { retentionSeconds, limit: PRUNE_ROWS, keepsPlaces });
    if (pruned === PRUNE_ROWS) this.#due.prune = 0;
    return pruned;
  }

  #isDue(what: 'prune' | 'measure', everyMs: number): boolean {
    const now = performance.now();
    if (now < this.#due[what]) return false;
    this.#due[what] = now + everyMs;
    return true;
  }
}

const MEASURE_MS = 2_000;
const PRUNE_MS = 10_000;
const PRUNE_ROWS = 2_000;
