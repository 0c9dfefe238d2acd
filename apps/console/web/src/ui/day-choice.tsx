import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { dayAfter, dayOf, daysBetween, isDay, momentOf, type Moment } from './day.ts';
import { Field, TextField } from './field.tsx';
import { Notice } from './panel.tsx';
import { UI } from './texts.ts';
import { useNow, useZoneName } from './time.tsx';
import { useTyped } from './typed.ts';
import { useUrl } from './url.ts';
import './day-choice.css';

interface ChosenDay {
  /** Nothing: now. */
  readonly day: string;
  readonly today: string;
  /** For the address, so that a page that is led to shows the same day. */
  readonly search: Readonly<Record<string, string>>;
  readonly moment: Moment;
  readonly choose: (day: string) => void;
}

/** The day that a page shows, in the address. */
export function useDay(): ChosenDay {
  const [{ on }, setUrl] = useUrl({ on: '' });
  const zone = useZoneName();
  const today = dayOf(useNow(), zone);
  const day = isDay(on) && on !== today ? on : '';
  return {
    day,
    today,
    search: day === '' ? {} : { on: day },
    moment: momentOf(day, zone),
    choose: (next) => setUrl({ on: next === today ? '' : next }),
  };
}

/** @param earliest the day of the first that is known; null: unknown, then no slider is shown */
export function DayChoice({ earliest }: { readonly earliest: string | null }): ReactNode {
  const t = useText(UI);
  const { day, today, choose } = useDay();
  return (
    <div className="day-choice" role="group" aria-label={t('day')}>
      <DayField label={t('day')} value={day === '' ? today : day} most={today} onChange={choose} />
      {earliest !== null && earliest < today && <DaySlider earliest={earliest} />}
      {day !== '' && (
        <Button kind="quiet" onClick={() => choose('')}>
          {t('now')}
        </Button>
      )}
    </div>
  );
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
}

/** That what is shown is of a day, and what may come of it yet. */
export function DayNotice({ told }: { readonly told: ToldAt | null | undefined }): ReactNode {
  const t = useText(UI);
  const written = useWrittenDay();
  const { day } = useDay();
  if (day === '') return null;
  return (
    <Notice tone="neutral" icon="clock" title={t('asOfDay', { day: written(day) })}>
      {told?.settled === false ? t('unsettled') : undefined}
    </Notice>
  );
}
