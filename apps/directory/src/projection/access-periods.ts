/** A time in which somebody was active, under whichever manager. */
export interface ActiveLine {
  readonly from: Date;
  /** null: it has not ended. */
  readonly to: Date | null;
}

export interface Period {
  readonly since: Date;
  readonly until: Date | null;
}

/**
 * The times in which somebody was active without a break, as far as they touch a time: each whole, so that one may begin before
 * it, and end behind it.
 *
 * @param lines in their order
 */
export function accessPeriods(
  lines: readonly ActiveLine[],
  between: { readonly from: Date; readonly to: Date },
): Period[] {
  const periods: Period[] = [];
  for (const { from, to } of lines) {
    const last = periods.at(-1);
    if (last?.until?.getTime() === from.getTime()) periods[periods.length - 1] = { since: last.since, until: to };
    else periods.push({ since: from, until: to });
  }
  return periods.filter(({ since, until }) => since <= between.to && (until === null || until > between.from));
}
