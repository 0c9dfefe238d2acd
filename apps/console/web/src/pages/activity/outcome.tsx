import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import type { Sent } from './rows.ts';
import { ACTIVITY } from './texts.ts';

const TONES: Readonly<Record<Sent['outcome'], Tone>> = {
  created: 'ok',
  updated: 'ok',
  reactivated: 'ok',
  disabled: 'warn',
  deleted: 'warn',
  unchanged: 'neutral',
  read: 'neutral',
  refused: 'bad',
  failed: 'bad',
};

/** What became of a request, and why not. */
export function Outcome({ sent: { outcome, code, place } }: { readonly sent: Sent }): ReactNode {
  const t = useText(ACTIVITY);
  return (
    <span className="row">
      <Badge tone={TONES[outcome]}>{t(`outcome.${outcome}`)}</Badge>
      {code !== null && <span className="mono">{code}</span>}
      {place !== null && <span className="mono muted path">{place}</span>}
    </span>
  );
}

export function Line({ sent: { method, path } }: { readonly sent: Pick<Sent, 'method' | 'path'> }): ReactNode {
  return (
    <span className="mono path" dir="ltr">
      {method} {path}
    </span>
  );
}
