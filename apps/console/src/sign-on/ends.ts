/** Days before the end at which it is told, as Entra mails and a day more; 0: it has ended. */
export const REMIND_DAYS = [60, 30, 7, 1, 0] as const;
const DAY_MS = 86_400_000;

/** Of which it has no more left, most first. */
export function daysDue(until: Date, now: Date): readonly number[] {
  const left = (until.getTime() - now.getTime()) / DAY_MS;
  return REMIND_DAYS.filter((days) => left <= days);
}

/**
 * After a while without us several are due at once: the nearest is told, and the others are not made up for.
 *
 * @param taken those that nobody has told of before
 */
export function nearestOf(due: readonly number[], taken: readonly number[]): number | null {
  const nearest = Math.min(...due);
  return taken.includes(nearest) ? nearest : null;
}
