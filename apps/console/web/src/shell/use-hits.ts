import { useQuery } from '@tanstack/react-query';
import { useId, useState, type KeyboardEvent } from 'react';
import { isEnough } from '../ui/enough.ts';
import { useLasting } from '../ui/lasting.ts';
import { hitsQuery, useSettled, type Hit } from './hits.ts';

/** What somebody typed, who is found by it, and who of them the arrows have come to. */
export interface Hits {
  readonly id: string;
  readonly text: string;
  readonly hits: readonly Hit[];
  readonly at: number | null;
  /** What is said where nobody stands; null: the answer is awaited, or somebody is found. */
  readonly told: 'nobodyFound' | 'notSearched' | null;
  /** Who Enter means; undefined: what is typed. */
  readonly chosen: Hit | undefined;
  readonly type: (text: string) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly close: () => void;
}

/** People while somebody types. */
export function useHits(): Hits {
  const id = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [place, setPlace] = useState<number | null>(null);
  const typed = text.trim();
  const settled = useSettled(typed);
  const isAsking = isOpen && isEnough(typed) && isEnough(settled);
  const { data, isFetching, isError } = useQuery({ ...hitsQuery(settled), enabled: isAsking });
  const hits = isAsking ? (data ?? []) : [];
  const isAnswered = isAsking && typed === settled && !isFetching && hits.length === 0;
  const isUnheard = useLasting(isAsking && (isFetching || isError) && hits.length === 0);
  const told = isAnswered && !isError ? 'nobodyFound' : isUnheard || (isAnswered && isError) ? 'notSearched' : null;
  const at = place === null || place >= hits.length ? null : place;
  const close = (): void => {
    setOpen(false);
    setPlace(null);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    const next = stepped(event.key, at, hits.length);
    if (next === undefined) return;
    event.preventDefault();
    setPlace(next);
  };
  const type = (next: string): void => {
    setText(next);
    setOpen(true);
    setPlace(null);
  };
  return { id, text, hits, at, told, chosen: at === null ? undefined : hits[at], type, onKey, close };
}

/** By an arrow to the next one, round by what was typed; undefined: the key is another. */
function stepped(key: string, at: number | null, count: number): number | null | undefined {
  if (count === 0 || (key !== 'ArrowDown' && key !== 'ArrowUp')) return undefined;
  if (key === 'ArrowDown') return at === null ? 0 : at + 1 < count ? at + 1 : null;
  return at === null ? count - 1 : at === 0 ? null : at - 1;
}
