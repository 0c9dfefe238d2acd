const MINUTE_MS = 60_000;

/** A time of the address as `<input type="datetime-local">` has it; what is none is left out. */
export function inputOf(time: string, isUtc: boolean): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '';
  const shift = isUtc ? 0 : at.getTimezoneOffset() * MINUTE_MS;
  return new Date(at.getTime() - shift).toISOString().slice(0, 16);
}

/** The other way. */
export function timeOf(input: string, isUtc: boolean): string {
  const at = new Date(isUtc ? `${input}Z` : input);
  return input === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
