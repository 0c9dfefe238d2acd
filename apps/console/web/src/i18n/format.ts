import { useMemo } from 'react';
import { useLocale } from './locale.ts';

export interface Format {
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
  /** "5 minutes ago", "in 3 days". */
  readonly relative: (at: Date, now: Date) => string;
  readonly local: (at: Date) => string;
  readonly utc: (at: Date) => string;
  readonly clock: (at: Date) => string;
  readonly clockInUtc: (at: Date) => string;
  readonly date: (at: Date) => string;
  readonly duration: (ms: number) => string;
  /** In seconds, as people count: "0.2s". */
  readonly lag: (ms: number) => string;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function useFormat(): Format {
  const locale = useLocale();
  return useMemo(() => formatOf(locale), [locale]);
}

export function formatOf(locale: string): Format {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const absolute = { dateStyle: 'medium', timeStyle: 'medium' } as const;
  const local = new Intl.DateTimeFormat(locale, absolute);
  const utc = new Intl.DateTimeFormat(locale, { ...absolute, timeZone: 'UTC' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const clockInUtc = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: 'UTC' });
  const seconds = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'narrow',
    maximumFractionDigits: 1,
  });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    relative: (at, now) => {
      const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
      const [unit, size] = STEPS.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1];
      return relative.format(Math.trunc(seconds / size), unit);
    },
    local: (at) => local.format(at),
    utc: (at) => `${utc.format(at)} UTC`,
    clock: (at) => clock.format(at),
    clockInUtc: (at) => clockInUtc.format(at),
    date: (at) => date.format(at),
    duration: (ms) => durationIn(locale, ms),
    lag: (ms) => (ms < 60_000 ? seconds.format(ms / 1_000) : durationIn(locale, ms)),
  };
}

/** The two largest units: "1 hr, 4 min", "850 ms". */
function durationIn(locale: string, ms: number): string {
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
      value,
    );
  if (ms < 1_000) return unit(Math.round(ms), 'millisecond');
  if (ms < 60_000) return unit(ms / 1_000, 'second');
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return unit(minutes, 'minute');
  const rest = minutes % 60;
  return [unit(Math.floor(minutes / 60), 'hour'), ...(rest > 0 ? [unit(rest, 'minute')] : [])].join(' ');
}
