import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { useDay } from '../../ui/day-choice.tsx';
import { Tiles } from '../../ui/facts.tsx';
import { CountedAt } from './counted.tsx';
import { belowQuery, teamQuery } from './queries.ts';
import { ORGANISATION } from './texts.ts';

interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

interface BelowTold {
  readonly facts: readonly Fact[];
  /** As of when; null: of the day that is shown, or not counted yet. */
  readonly countedAt: string | null;
}

/** How many are below somebody: directly, and over all levels; of a day before the second alone. */
export function useBelow(id: string): BelowTold {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const { day } = useDay();
  const { data } = useQuery({ ...teamQuery(id, {}), enabled: day === '' });
  if (day !== '') return { facts: [{ label: t('below'), value: <CountThen id={id} /> }], countedAt: null };
  const root = data?.root ?? null;
  if (root === null) return { facts: [], countedAt: null };
  const { directs, everybody } = root;
  return {
    facts: [
      { label: t('reportHere'), value: format.number(directs) },
      { label: t('below'), value: everybody === null ? '…' : format.number(everybody) },
    ],
    countedAt: everybody === null ? null : (data?.placesAt ?? null),
  };
}

export function Below({ id }: { readonly id: string }): ReactNode {
  const { facts, countedAt } = useBelow(id);
  if (facts.length === 0) return null;
  return (
    <div className="stack-small">
      <Tiles tiles={facts} />
      <CountedAt at={countedAt} />
    </div>
  );
}

function CountThen({ id }: { readonly id: string }): ReactNode {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const { moment } = useDay();
  const { data, isError } = useQuery(belowQuery(id, moment));
  if (data === undefined) return isError ? t('notCounted') : '…';
  return data.isExact ? format.number(data.count) : t('atLeast', { count: data.count });
}
