import type { Delivery, Outcome } from './delivery.js';

type Outcomes = readonly Outcome[];

/** Where a slice gets what its handler decides. */
export interface Seat {
  /** Once at most. */
  readonly decide: (deliveries: readonly Delivery[]) => Promise<Outcomes>;
  /** It has nothing to be decided, or no more. */
  readonly leave: () => void;
}

/** The slices of one transaction meet before their handler: it is called once for all, when the last of them is there. */
export class Meeting {
  readonly #handle: (deliveries: readonly Delivery[]) => Promise<Outcomes>;
  readonly #present: Present[] = [];
  #missing: number;

  constructor(slices: number, handle: (deliveries: readonly Delivery[]) => Promise<Outcomes>) {
    this.#missing = slices;
    this.#handle = handle;
  }

  seat(): Seat {
    let isTaken = true;
    const arrive = (): void => {
      if (!isTaken) return;
      isTaken = false;
      this.#missing -= 1;
      if (this.#missing === 0 && this.#present.length > 0) void this.#begin();
    };
    return {
      decide: (deliveries) =>
        new Promise((resolve, reject) => {
          this.#present.push({ deliveries, resolve, reject });
          arrive();
        }),
      leave: arrive,
    };
  }

  async #begin(): Promise<void> {
    try {
      const all = this.#present.flatMap(({ deliveries }) => deliveries);
      const outcomes = await this.#handle(all);
      if (outcomes.length !== all.length) throw new Error(`${outcomes.length} outcomes for ${all.length} deliveries`);
      let from = 0;
      for (const { deliveries, resolve } of this.#present) resolve(outcomes.slice(from, (from += deliveries.length)));
    } catch (error) {
      for (const { reject } of this.#present) reject(error);
    }
  }
}

interface Present {
  readonly deliveries: readonly Delivery[];
  readonly resolve: (outcomes: Outcomes) => void;
  readonly reject: (error: unknown) => void;
}
