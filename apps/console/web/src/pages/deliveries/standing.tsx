import type { ReactNode } from 'react';
import type { Translate } from '../../i18n/catalogue.ts';
import { useLocale, useText } from '../../i18n/locale.ts';
import { inGerman } from '../../i18n/said.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { GERMAN_REASONS } from './german-reasons.ts';
import type { Delivery } from './queries.ts';
import { DELIVERIES_TEXTS } from './texts.ts';

const TONES: Readonly<Record<Delivery['status'], Tone>> = {
  pending: 'accent',
  accepted: 'ok',
  uncertain: 'warn',
  failed: 'bad',
  suppressed: 'neutral',
  gathered: 'neutral',
};

/** How it is with a mail, and why. */
export function Standing({ delivery: { status, phase, reason } }: { readonly delivery: Delivery }): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const isGerman = useLocale().startsWith('de');
  const why = reason === null ? (phase === null ? null : t(`phase.${phase}`)) : reasonIn(reason, t, isGerman);
  return (
    <span className="row">
      <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>
      {why !== null && <bdi className="muted path">{why}</bdi>}
    </span>
  );
}

type Key = keyof typeof DELIVERIES_TEXTS.en;

/** What a mail server said stays in its codes. */
function reasonIn(reason: string, t: Translate<Key>, isGerman: boolean): string {
  const key = `reason.${reason}`;
  if (key in DELIVERIES_TEXTS.en) return t(key as Key);
  return isGerman ? inGerman(reason, GERMAN_REASONS) : reason;
}
