const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/**
 * Milliseconds until the next attempt: doubling from 100 ms up to 10 s, of which the upper half is left to chance, so
 * that replicas which lost the same database do not come back in step.
 *
 * @param failures how many attempts failed in a row, at least 1
 * @param chance in [0, 1)
 */
export function nextWait(failures: number, chance: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (Math.max(1, failures) - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}
