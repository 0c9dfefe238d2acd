import { useEffect, useState, type ReactNode } from 'react';
import { TextField } from './field.tsx';

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const QUIET_MS = 250;
const LEAST = 2;

/** Asks when somebody has stopped typing for 250 ms, and from two characters. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps): ReactNode {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // Changed from outside, by a link or the way back.
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === value || (wanted !== '' && wanted.length < LEAST)) return undefined;
    const timer = setTimeout(() => onChange(wanted), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextField
      label={label}
      type="search"
      value={text}
      maxLength={100}
      autoComplete="off"
      {...(placeholder !== undefined && { placeholder })}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
