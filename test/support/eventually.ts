import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds until the wait is given up. */
  readonly timeout?: number;
  /** Milliseconds between two looks. */
  readonly every?: number;
}

/**
 * Waits until `probe` gives something truthy, and returns it. An error of the probe counts as "not yet".
 *
 * @throws Error that names `what` and the last thing seen, when the time is up
 */
export async function eventually<Value>(
  what: string,
  probe: () => Promise<Value> | Value,
  { timeout = 10_000, every = 25 }: Patience = {},
): Promise<Exclude<Value, false | null | undefined | 0 | ''>> {
  const end = performance.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value as Exclude<Value, false | null | undefined | 0 | ''>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`gave up after ${timeout} ms waiting until ${what}; last: ${describe(last)}`, { cause: last });
    }
    await pause(every);
  }
}

function describe(last: unknown): string {
  return last instanceof Error ? last.message : JSON.stringify(last);
}
