import type { Decided, Decision } from '../tenants/decision.js';

type Waiting = Decided & Pick<Decision, 'id' | 'at'>;

/** What waits at most: whoever guesses leaves no more. */
export const MOST_WAITING = 500;

/**
 * Decisions that wait to be written. Where there are too many, whoever has the most of them loses the oldest: the client of a
 * connection, or a network of bearers and clients of which nobody knows yet whose they are.
 */
export class WaitingDecisions {
  #shares = new Map<string, Waiting[]>();
  #size = 0;

  add(one: Waiting): void {
    const of = one.connectionId ?? one.network;
    const own = this.#shares.get(of) ?? [];
    this.#shares.set(of, own);
    own.push(one);
    this.#size += 1;
    if (this.#size > MOST_WAITING) this.#dropOne(of, own);
  }

  take(): Waiting[] {
    const all = [...this.#shares.values()].flat();
    this.#shares = new Map();
    this.#size = 0;
    return all;
  }

  /** Of several that have as much, whoever comes. */
  #dropOne(comes: string, own: Waiting[]): void {
    let [most, largest] = [comes, own];
    for (const [of, share] of this.#shares) if (share.length > largest.length) [most, largest] = [of, share];
    largest.shift();
    if (largest.length === 0) this.#shares.delete(most);
    this.#size -= 1;
  }
}
