/** As contracts have it: without offsets such as `+01:00`, which are no zones. */
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** The time zone of IANA that is meant, in the database's own spelling of capitals; null: there is none of that name. */
export function timeZoneNamed(name: string): string | null {
  if (!NAME.test(name)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // Another name is what the given one was renamed to, or from: the given one stays.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
  } catch {
    return null;
  }
}
