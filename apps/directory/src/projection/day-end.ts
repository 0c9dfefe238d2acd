/** The zones in which a day begins at most so long before or after it does in UTC, and some more. */
const WINDOW_MS = 30 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** PostgreSQL knows no year 0. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00.000Z');
/** Before it `Intl` writes years of fewer digits, which sort otherwise, and the year before 1 as 1: a day is UTC's. */
const YEAR_1000 = Date.UTC(1000, 0, 1);

/**
 * The last millisecond of a day in a zone: of days of 23 and 25 hours, too, and of one that a zone leaves out, which ends when
 * the day before it does.
 *
 * @param day `2026-03-29`
 * @param zone a name of IANA's time zone database
 * @returns null: there is no such day
 */
export function dayEnd(day: string, zone: string): number | null {
  const begins = Date.parse(`${day}T00:00:00.000Z`);
  if (Number.isNaN(begins) || new Date(begins).toISOString().slice(0, 10) !== day) return null;
  if (begins < YEAR_ONE) return null;
  if (begins < YEAR_1000) return begins + DAY_MS - 1;
  const dateAt = datesOf(zone);
  let [last, next] = [begins + DAY_MS - WINDOW_MS, begins + DAY_MS + WINDOW_MS];
  while (next - last > 1) {
    const middle = Math.floor((last + next) / 2);
    if (dateAt(middle) <= day) last = middle;
    else next = middle;
  }
  return last;
}

/** Offsets such as `+01:00`, which `Intl` takes, are no names of IANA: the setting `timeZone` takes none either. */
export function isZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The date at an instant, as it sorts: `2026-03-29`. */
function datesOf(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(at);
}
