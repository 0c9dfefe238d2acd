import type { ReactNode } from 'react';
import { markedIn } from './marks.ts';

/** A text with what was typed marked in it. */
export function Marked({ text, q }: { readonly text: string; readonly q: string }): ReactNode {
  if (q === '') return text;
  return markedIn(text, q).map((part, at) => (part.isHit ? <mark key={at}>{part.text}</mark> : part.text));
}
