const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text, as of the address, is a day that there is: `2026-11-24`. */
export function isDay(text: string): boolean {
  return DAY.test(text) && dayAfter(text, 0) === text;
}

/** Whether this browser knows a zone of IANA by its name: the directory refuses an offset such as `+01:00`. */
export function isZone(name: string): boolean {
  try {
    return /^[a-z]/i.test(name) && new Intl.DateTimeFormat('en-CA', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

/** The day that it is in a zone. */
export function dayOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** So many days later; what is no day stays none: an empty text. */
export function dayAfter(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? '' : new Date(at + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** A time as the directory's parameters take it; nothing: now. */
export type Moment = { readonly asOf?: string; readonly zone?: string };

/** The end of a day in a zone. @param zone nothing: the company's own, which the directory knows */
export function momentOf(day: string, zone: string): Moment {
  if (day === '') return {};
  return { asOf: day, ...(zone !== '' && { zone }) };
}
