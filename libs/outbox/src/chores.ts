import type { Pool } from 'pg';
import { measureBacklog } from './statements/measure-backlog.js';
import { prunePublished } from './statements/prune-published.js';

export interface ChoresOptions {
  readonly pool: Pool;
  readonly retentionSeconds: number;
  readonly keepsPlaces: boolean;
  readonly onMeasured: (backlog: Awaited<ReturnType<typeof measureBacklog>>) => void;
  /** Of a failure that was not there at the chore's last turn. */
  readonly onFailure: (reason: string) => void;
}

/**
 * What no event waits for: the backlog is counted, and old records are deleted. Beside the rounds, one at a time: two thousand
 * records take as long as several rounds, and a lock on one of them as long as a statement may.
 */
export class Chores {
  readonly #options: ChoresOptions;
  readonly #due = { prune: 0, measure: 0 };
  readonly #failures = new Map<Chore, { readonly error: unknown; readonly reason: string }>();
  #running: Promise<number> | undefined;

  constructor(options: ChoresOptions) {
    this.#options = options;
  }

  /** What one of them failed with at its last turn. */
  get failure(): { readonly error: unknown; readonly reason: string } | undefined {
    return this.#failures.values().next().value;
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
    await this.#do('measure', () => this.#measure());
    return (await this.#do('prune', () => this.#prune())) ?? 0;
  }

  async #do<Result>(chore: Chore, work: () => Promise<Result>): Promise<Result | undefined> {
    if (!this.#isDue(chore)) return undefined;
    try {
      const result = await work();
      this.#failures.delete(chore);
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.#failures.get(chore)?.reason !== reason) this.#options.onFailure(reason);
      this.#failures.set(chore, { error, reason });
      return undefined;
    }
  }

  async #measure(): Promise<void> {
    const { pool, onMeasured } = this.#options;
    onMeasured(await measureBacklog(pool));
  }

  async #prune(): Promise<number> {
    const { pool, retentionSeconds, keepsPlaces } = this.#options;
    const pruned = await prunePublished(pool, { retentionSeconds, limit: PRUNE_ROWS, keepsPlaces });
    if (pruned === PRUNE_ROWS) this.#due.prune = 0;
    return pruned;
  }

  #isDue(chore: Chore): boolean {
    const now = performance.now();
    if (now < this.#due[chore]) return false;
    this.#due[chore] = now + EVERY_MS[chore];
    return true;
  }
}

type Chore = 'measure' | 'prune';
const EVERY_MS: Readonly<Record<Chore, number>> = { measure: 2_000, prune: 10_000 };
const PRUNE_ROWS = 2_000;
