import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import type { Consumer, Lag } from '../../api/lag.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/facts.tsx';
import { useUnheard } from '../../ui/lasting.ts';
import { Notice, Queried } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { lagQuery, useAnyParked, useLags, type Scope } from './queries.ts';
import { CONSUMERS_TEXTS } from './texts.ts';
import { judge, type Verdict } from './verdict.ts';

const TONES = { yes: 'ok', behind: 'warn', parked: 'bad', unknown: 'warn' } as const;

/** The answer at a glance: one sentence, and why. */
export function Answer({ scope }: { readonly scope: Scope }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const lags = useLags(scope);
  const hasParked = useAnyParked(scope);
  const isSilent = useUnheard(lags.find(({ error }) => error !== null)?.error ?? null);
  const heard = lags.map(({ data, error }) => ({
    lag: data,
    isAway: error !== null && (data === undefined || isSilent),
  }));
  const verdict = judge(heard, hasParked);
  if (verdict === null) return null;
  const { answer, events } = verdict;
  return (
    <div role="status">
      <Notice
        tone={TONES[answer]}
        icon={answer === 'yes' ? 'check' : 'warning'}
        title={t('question', { answer: t(`answer.${answer}`) })}
      >
        {t(textOf(verdict), { count: events })}
      </Notice>
    </div>
  );
}

function textOf({ answer, events }: Verdict) {
  if (answer === 'unknown' || answer === 'parked') return `${answer}Text` as const;
  return events === 0 ? 'nothingWaits' : 'someWait';
}

interface StandingProps {
  readonly scope: Scope;
  readonly consumer: Consumer;
}

export function Standing({ scope, consumer }: StandingProps): ReactNode {
  const query = useQuery(lagQuery(scope, consumer));
  return (
    <div className="panel-body">
      <Queried query={query} rows={2}>
        {(lag) => <LagFacts lag={lag} />}
      </Queried>
    </div>
  );
}

export function LagBadge({ scope, consumer }: StandingProps): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const { data, error } = useQuery(lagQuery(scope, consumer));
  const isAway = useUnheard(error);
  const verdict = data === undefined ? null : judge([{ lag: data, isAway }]);
  return verdict !== null && <Badge tone={TONES[verdict.answer]}>{t(`state.${verdict.answer}`)}</Badge>;
}

function LagFacts({ lag: { asOf, events, behindMs } }: { readonly lag: Lag }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const format = useFormat();
  const unknown = <span className="muted">{t('notKnown')}</span>;
  return (
    <Facts
      facts={[
        { label: t('asOf'), value: asOf === null ? unknown : <Time at={asOf} /> },
        { label: t('onTheWay'), value: events === null ? unknown : t('events', { count: events }) },
        { label: t('behind'), value: behindMs === null ? unknown : format.duration(behindMs) },
      ]}
    />
  );
}
