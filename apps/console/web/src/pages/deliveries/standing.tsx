import type { ReactNode } from 'react';
import type { Translate } from '../../i18n/catalogue.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
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
  const why = reason === null ? (phase === null ? null : t(`phase.${phase}`)) : reasonIn(reason, t);
  return (
    <span className="row">
      <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>
      {why !== null && <bdi className="muted path">{why}</bdi>}
    </span>
  );
}

type Key = keyof typeof DELIVERIES_TEXTS.en;

/** What a mail server said stays in its words. */
function reasonIn(reason: string, t: Translate<Key>): string {
  const key = `reason.${reason}`;
  return key in DELIVERIES_TEXTS.en ? t(key as Key) : reason;
}
