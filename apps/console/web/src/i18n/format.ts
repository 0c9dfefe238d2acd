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
  /** In seconds, as people count: "0.2 s". */
  readonly lag: (ms: number) => string;
}

interface Step {
  readonly unit: Intl.RelativeTimeFormatUnit;
  /** Seconds of one. */
  readonly size: number;
  /** From so many seconds on: who has to renew something in forty days is not told "in a month". */
  readonly from: number;
}

const STEPS: readonly Step[] = [
  { unit: 'year', size: 31_557_600, from: 63_115_200 },
  { unit: 'month', size: 2_629_800, from: 5_184_000 },
  { unit: 'day', size: 86_400, from: 86_400 },
  { unit: 'hour', size: 3_600, from: 3_600 },
  { unit: 'minute', size: 60, from: 60 },
];

export function useFormat(): Format {
  return made(useLocale());
}

/** By the locale, of which there are four: each time in a table asks for one, and to make it takes 0.8 ms. */
const FORMATS = new Map<string, Format>();

function made(locale: string): Format {
  const format = FORMATS.get(locale) ?? formatOf(locale);
  FORMATS.set(locale, format);
  return format;
}

export function formatOf(locale: string): Format {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const absolute = { dateStyle: 'medium', timeStyle: 'medium' } as const;
  const local = new Intl.DateTimeFormat(locale, absolute);
  const utc = new Intl.DateTimeFormat(locale, { ...absolute, timeZone: 'UTC' });
  const ofDay = { timeStyle: 'medium', hourCycle: 'h23' } as const;
  const clock = new Intl.DateTimeFormat(locale, ofDay);
  const clockInUtc = new Intl.DateTimeFormat(locale, { ...ofDay, timeZone: 'UTC' });
  const seconds = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    relative: relativeIn(locale),
    local: (at) => local.format(at),
    utc: (at) => `${utc.format(at)} UTC`,
    clock: (at) => clock.format(at),
    clockInUtc: (at) => clockInUtc.format(at),
    date: (at) => date.format(at),
    duration: (ms) => durationIn(locale, ms),
    lag: (ms) => (ms < 60_000 ? `${seconds.format(ms / 1_000)} s` : durationIn(locale, ms)),
  };
}

/** Of what is to come: six days less a minute are six days, and an hour and a half is one. */
const NEARLY = 0.1;

/** In full units, without "yesterday" and "next month", which depend on the calendar and not on how long it is. */
function relativeIn(locale: string): Format['relative'] {
  const counted = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const now = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
  return (at, from) => {
    const seconds = Math.round((at.getTime() - from.getTime()) / 1000);
    if (seconds === 0) return now;
    const { unit, size } = STEPS.find(({ from: least }) => Math.abs(seconds) >= least) ?? { unit: 'second', size: 1 };
    return counted.format(Math.trunc(seconds / size + (seconds > 0 ? NEARLY : 0)), unit);
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
