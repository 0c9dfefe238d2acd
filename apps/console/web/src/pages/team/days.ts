const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The day in UTC that is asked about: today unless the address says one that has begun. */
export function askedDay(text: string, now: Date): string {
  const today = dayOf(now);
  const isDay = DAY.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(new Date(text)) === text;
  return isDay && text <= today ? text : today;
}
