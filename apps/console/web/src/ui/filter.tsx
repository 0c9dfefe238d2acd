import type { ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';
import { UI } from './texts.ts';
import { inputOf, timeOf } from './time-input.ts';
import { useZone } from './time.tsx';
import { useTyped } from './typed.ts';
import './filter.css';

interface FilterProps {
  readonly isFiltered: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

/** What narrows a list; each of its fields is in the address. */
export function Filter({ isFiltered, onClear, children }: FilterProps): ReactNode {
  const t = useText(UI);
  return (
    <div className="filter" role="group" aria-label={t('filter')}>
      <div className="filter-fields">{children}</div>
      {isFiltered && (
        <Button kind="quiet" isSmall onClick={onClear}>
          {t('clear')}
        </Button>
      )}
    </div>
  );
}

interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  readonly fault?: string | null;
  readonly onChange: (value: string) => void;
}

interface FilterTextProps extends FilterFieldProps {
  /** Of what is too little nothing is asked. */
  readonly isEnough?: (text: string) => boolean;
  /** No more can be typed. */
  readonly most?: number;
}

export function FilterText({ label, value, fault = null, isEnough, most = 200, onChange }: FilterTextProps): ReactNode {
  const { text, type, send } = useTyped(value, onChange, isEnough);
  return (
    <TextField
      label={label}
      fault={fault}
      value={text}
      dir="auto"
      maxLength={most}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={send}
      onKeyDown={(event) => {
        if (event.key === 'Enter') send();
      }}
    />
  );
}

/** A time in the zone that the page shows times in; its value is UTC. */
export function FilterTime({ label, value, onChange }: FilterFieldProps): ReactNode {
  const t = useText(UI);
  const [zone] = useZone();
  const isUtc = zone === 'utc';
  const { text, type, send } = useTyped(inputOf(value, isUtc), (next) => onChange(timeOf(next, isUtc)));
  return (
    <TextField
      label={isUtc ? t('inUtc', { label }) : label}
      type="datetime-local"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={send}
    />
  );
}
