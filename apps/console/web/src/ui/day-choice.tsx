import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { dayAfter, dayOf, daysBetween, isDay, momentOf, type Moment } from './day.ts';
import { useCompanyZone, useDayZone } from './day-zone.ts';
import { Field, TextField } from './field.tsx';
import { Notice } from './panel.tsx';
import { UI } from './texts.ts';
import { useNow } from './time.tsx';
import { useTyped } from './typed.ts';
import { useUrl } from './url.ts';
import './day-choice.css';

interface ChosenDay {
  /** Nothing: now. */
  readonly day: string;
  readonly today: string;
  /** In which it is told what day it is. */
  readonly zone: string;
  /** Where the day ends, as it is called; null: the answer says it. */
  readonly zoneName: string | null;
  /** For the address, so that a page that is led to shows the same day. */
  readonly search: Readonly<Record<string, string>>;
  readonly moment: Moment;
  readonly choose: (day: string) => void;
}

/** The day that a page shows, in the address. */
export function useDay(): ChosenDay {
  const [{ on, in: named }, setUrl] = useUrl({ on: '', in: '' });
  const { zone, name, other } = useDayZone({ named, hasDay: isDay(on) });
  const today = dayOf(useNow(), zone);
  const day = isDay(on) && on !== today ? on : '';
  return {
    day,
    today,
    zone,
    zoneName: name,
    search: day === '' ? {} : { on: day, ...(other !== '' && { in: other }) },
    moment: momentOf(day, other),
    choose: (next) => setUrl(next === today ? { on: '', in: '' } : { on: next, in: other }),
  };
}

/** @param earliest the day of the first that is known; null: unknown, then no slider is shown; undefined: awaited */
export function DayChoice({ earliest }: { readonly earliest: string | null | undefined }): ReactNode {
  const t = useText(UI);
  const { day, today, zoneName, choose } = useDay();
  return (
    <div className="day-choice" role="group" aria-label={t('day')}>
      <DayField label={t('day')} value={day === '' ? today : day} most={today} onChange={choose} />
      {earliest === undefined && <div className="field day-awaited" />}
      {typeof earliest === 'string' && earliest < today && <DaySlider earliest={earliest} />}
      {day !== '' && (
        <Button kind="quiet" onClick={() => choose('')}>
          {t('now')}
        </Button>
      )}
      <DaysEnd zone={zoneName} />
    </div>
  );
}

/** In which zone the days of the page end. */
export function DaysEnd({ zone }: { readonly zone: string | null }): ReactNode {
  const t = useText(UI);
  const company = useCompanyZone();
  if (zone === null) return null;
  const text = zone === company ? t('daysEnd', { zone }) : t('daysEndElsewhere', { zone, company: company ?? '–' });
  return <p className="day-zone muted small">{text}</p>;
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  /** The last that can be asked for. */
  readonly most: string;
  readonly onChange: (day: string) => void;
}

export function DayField({ label, value, most, onChange }: DayFieldProps): ReactNode {
  const { text, type, send } = useTyped(value, onChange);
  return (
    <TextField
      label={label}
      type="date"
      value={text}
      min="1970-01-01"
      max={most}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={send}
    />
  );
}

/** Each day from the first that is known to today. */
function DaySlider({ earliest }: { readonly earliest: string }): ReactNode {
  const t = useText(UI);
  const written = useWrittenDay();
  const { day, today, choose } = useDay();
  const days = daysBetween(earliest, today);
  const at = day === '' ? days : Math.max(0, daysBetween(earliest, day));
  const { text, type, send } = useTyped(String(at), (next) => choose(dayAfter(earliest, Number(next))));
  return (
    <Field label={t('anyDay', { day: written(earliest) })}>
      {(ids) => (
        <input
          type="range"
          className="day-slider"
          min={0}
          max={days}
          value={text}
          aria-valuetext={written(dayAfter(earliest, Number(text)))}
          onChange={(event) => type(event.currentTarget.value)}
          onBlur={send}
          {...ids}
        />
      )}
    </Field>
  );
}

/** A day in words: it is one day everywhere, so it is written without a zone. */
export function useWrittenDay(): (day: string) => string {
  const format = useFormat();
  return (day) => format.date(new Date(`${day}T12:00:00`));
}

interface ToldAt {
  readonly settled?: boolean;
  readonly zone?: string;
}

/** That what is shown is of a day, and what may come of it yet. */
export function DayNotice({ told }: { readonly told: ToldAt | null | undefined }): ReactNode {
  const t = useText(UI);
  const written = useWrittenDay();
  const { day, zoneName } = useDay();
  if (day === '') return null;
  const zone = told?.zone ?? zoneName;
  const asOf = zone === null ? t('asOfDay', { day: written(day) }) : t('asOfDayIn', { day: written(day), zone });
  return (
    <Notice tone="neutral" icon="clock" title={asOf}>
      {told?.settled === false ? t('unsettled') : undefined}
    </Notice>
  );
}
