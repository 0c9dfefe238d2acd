import { useEffect, useState } from 'react';

const PATIENCE_MS = 250;

interface Typed {
  readonly text: string;
  readonly type: (text: string) => void;
  readonly send: () => void;
}

const anything = (_text: string): boolean => true;

/** What is typed is here at once, and in the address when nothing more came for a moment. */
export function useTyped(value: string, onChange: (value: string) => void, isAsked = anything): Typed {
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
    if (next === sent || (next !== '' && !isAsked(next))) return;
    setSent(next);
    onChange(next);
  };
  useEffect(() => {
    const timer = setTimeout(send, PATIENCE_MS);
    return () => clearTimeout(timer);
  });
  return { text, type, send };
}
