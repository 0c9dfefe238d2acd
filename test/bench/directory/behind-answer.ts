/** All by the clock of the page, in milliseconds. */
export interface Painted {
  readonly painted: number;
  /** When each answer to what was asked had come, one at least. */
  readonly ends: readonly number[];
}

/** What is told of an answer may come behind its painting, but what was painted before every answer was shown of what the page had already. */
export function behindAnswer({ painted, ends }: Painted): number {
  const before = ends.filter((end) => end <= painted);
  return before.length === 0 ? 0 : painted - Math.max(...before);
}
