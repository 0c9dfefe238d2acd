import type { Method } from './target.js';

/** Milliseconds in logarithmic buckets of 5 %: a fixed size, however many requests there are. */
export class Latencies {
  readonly #buckets = new Map<Method, Float64Array>();
  #count = 0;

  add(method: Method, milliseconds: number): void {
    const buckets = this.#buckets.get(method) ?? new Float64Array(BUCKETS);
    this.#buckets.set(method, buckets);
    const at = Math.min(BUCKETS - 1, Math.max(0, Math.ceil(Math.log(Math.max(milliseconds, FIRST) / FIRST) / STEP)));
    buckets[at] = (buckets[at] ?? 0) + 1;
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Of one method; NaN where there was no request. */
  quantile(method: Method, q: number): number {
    const buckets = this.#buckets.get(method);
    const total = buckets?.reduce((sum, n) => sum + n, 0) ?? 0;
    if (buckets === undefined || total === 0) return Number.NaN;
    let seen = 0;
    for (const [at, n] of buckets.entries()) {
      seen += n;
      if (seen >= q * total) return FIRST * Math.exp(at * STEP);
    }
    return Number.NaN;
  }

  get methods(): Method[] {
    return [...this.#buckets.keys()];
  }
}

const FIRST = 0.1;
const STEP = Math.log(1.05);
const BUCKETS = 300;
