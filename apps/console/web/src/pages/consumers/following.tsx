import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { CONSUMERS, type Consumer, type Lag } from '../../api/lag.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/facts.tsx';
import { useLastError, useUnheard } from '../../ui/lasting.ts';
import { Notice, Queried } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { lagQuery, useAnyParked, type Scope } from './queries.ts';
import { CONSUMERS_TEXTS } from './texts.ts';
import { judge, type Heard, type Verdict } from './verdict.ts';

const TONES = { yes: 'ok', behind: 'warn', parked: 'bad', unknown: 'warn' } as const;

/** The answer at a glance: one sentence, and why. */
export function Answer({ scope }: { readonly scope: Scope }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const lags = CONSUMERS.map((consumer) => useHeard(scope, consumer));
  const hasParked = useAnyParked(scope);
  const verdict = judge(lags, hasParked);
  if (verdict === null) return <Asking />;
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

/** One that never answered is away at once, and one that has been heard after a while. */
function useHeard(scope: Scope, consumer: Consumer): Heard {
  const query = useQuery(lagQuery(scope, consumer));
  const isUnheard = useUnheard(query);
  const error = useLastError(query);
  return { lag: query.data, isAway: isUnheard || (query.data === undefined && error !== null) };
}

function textOf({ answer, events }: Verdict) {
  if (answer === 'unknown' || answer === 'parked') return `${answer}Text` as const;
  return events === 0 ? 'nothingWaits' : 'someWait';
}

/** In its place, as tall. */
function Asking(): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  return (
    <Notice tone="neutral" icon="clock" title={t('question', { answer: '…' })}>
      {'\u00a0'}
    </Notice>
  );
}

interface StandingProps {
  readonly scope: Scope;
  readonly consumer: Consumer;
}

export function Standing({ scope, consumer }: StandingProps): ReactNode {
  const query = useQuery(lagQuery(scope, consumer));
  return (
    <div className="panel-body">
      <Queried query={query} rows={3} shape="facts">
        {(lag) => <LagFacts lag={lag} />}
      </Queried>
    </div>
  );
}

export function LagBadge({ scope, consumer }: StandingProps): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const heard = useHeard(scope, consumer);
  const verdict = heard.lag === undefined ? null : judge([heard]);
  return verdict !== null && <Badge tone={TONES[verdict.answer]}>{t(`state.${verdict.answer}`)}</Badge>;
}

function LagFacts({ lag: { asOf, events, behindMs } }: { readonly lag: Lag }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const format = useFormat();
  const unknown = <span className="muted">{t('notKnown')}</span>;
  const waitOf = (ms: number): ReactNode =>
    ms === 0 && (events ?? 0) === 0 ? <span className="muted">{t('noneWaits')}</span> : format.duration(ms);
  return (
    <Facts
      facts={[
        { label: t('asOf'), value: asOf === null ? unknown : <Time at={asOf} /> },
        { label: t('onTheWay'), value: events === null ? unknown : t('events', { count: events }) },
        { label: t('behind'), value: behindMs === null ? unknown : waitOf(behindMs) },
      ]}
    />
  );
}
