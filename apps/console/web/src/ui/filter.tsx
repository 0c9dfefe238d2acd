import { useEffect, useState, type ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';
import { UI } from './texts.ts';
import { inputOf, timeOf } from './time-input.ts';
import { useZone } from './time.tsx';
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
  /** Of fewer characters nothing is asked. */
  readonly least?: number;
}

export function FilterText({ label, value, fault = null, least = 0, onChange }: FilterTextProps): ReactNode {
  const { text, type, send } = useTyped(value, onChange, least);
  return (
    <TextField
      label={label}
      fault={fault}
      value={text}
      dir="auto"
      maxLength={200}
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

const PATIENCE_MS = 250;

interface Typed {
  readonly text: string;
  readonly type: (text: string) => void;
  readonly send: () => void;
}

/** What is typed is here at once, and in the address when nothing more came for a moment. */
function useTyped(value: string, onChange: (value: string) => void, least = 0): Typed {
  const [text, type] = useState(value);
  const [seen, setSeen] = useState(value);
  const [sent, setSent] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // From elsewhere, as from a link: what was typed is over. What was sent comes back while more is typed.
    if (value !== sent) {
      setSent(value);
      type(value);
    }
  }
  const send = (): void => {
    const next = text.trim();
    if (next === sent || (next !== '' && next.length < least)) return;
    setSent(next);
    onChange(next);
  };
  useEffect(() => {
    const timer = setTimeout(send, PATIENCE_MS);
    return () => clearTimeout(timer);
  });
  return { text, type, send };
}
