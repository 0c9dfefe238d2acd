import type { ReactNode } from 'react';
import './badge.css';

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'accent';

/** A state in a word: the colour only repeats what the word says. */
export function Badge({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}): ReactNode {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
