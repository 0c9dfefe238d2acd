export const FIRST_WAIT_MS = 250;
export const LONGEST_WAIT_MS = 10_000;
/** A process that ran at least this long had started well: its next exit is counted from the first wait again. */
export const STEADY_AFTER_MS = 30_000;

/**
 * Milliseconds until a process that exited is started again: 250, 500, 1000 … 10,000.
 *
 * @param previous the wait before this run, or null when it was the first
 * @param ranFor milliseconds that the run lasted
 */
export function nextWait(previous: number | null, ranFor: number): number {
  if (previous === null || ranFor >= STEADY_AFTER_MS) return FIRST_WAIT_MS;
  return Math.min(previous * 2, LONGEST_WAIT_MS);
}
