/**
 * RFC 7643 §2.3.5: an xsd:dateTime with date and time. Years are 0001 to 9999, as RFC 3339 and PostgreSQL have them. 24:00:00
 * is the end of a day; a sixtieth second is none of xsd's.
 */
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})?$/;

/** The text with a zone: without one it is in UTC, whatever the zone of the host. Undefined for what is no dateTime. */
export function withZone(text: string): string | undefined {
  const [, , , , , , , , zone] = DATE_TIME.exec(text) ?? [];
  if (Number.isNaN(momentOf(text))) return undefined;
  return zone === undefined ? `${text}Z` : text;
}

/** Milliseconds since 1970, with their fraction; NaN for a day, a time or a zone that does not exist. */
export function momentOf(text: string): number {
  const [, ...parts] = DATE_TIME.exec(text) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map(Number);
  const [fraction = '', zone = 'Z'] = parts.slice(6);
  const isMidnight = hour === 24 && minute === 0 && second === 0 && Number(fraction) === 0;
  const isTime = (hour < 24 || isMidnight) && minute < 60 && second < 60;
  const offset = offsetOf(zone);
  if (year === 0 || !isDay(year, month, day) || !isTime || offset === undefined) return NaN;
  const date = new Date(0);
  // Date.UTC takes the years 0 to 99 for those of the twentieth century.
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute - offset, second) + Number(`0.${fraction || '0'}`) * 1_000;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

/** Minutes east of Greenwich: xsd knows zones up to fourteen hours away. */
function offsetOf(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  const offset = hours * 60 + minutes;
  if (minutes > 59 || offset > 14 * 60) return undefined;
  return zone.startsWith('-') ? -offset : offset;
}
