import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Tiles } from '../../ui/facts.tsx';
import { Link } from '../../ui/link.tsx';
import { Queried } from '../../ui/panel.tsx';
import { totalsQuery, type Totals } from './queries.ts';
import { PEOPLE } from './texts.ts';

type Total = Totals['people'];

export function PeopleTotals(): ReactNode {
  const query = useQuery(totalsQuery);
  return (
    <Queried query={query} rows={5} shape="tiles">
      {(totals) => <Figures totals={totals} />}
    </Queried>
  );
}

function Figures({ totals }: { readonly totals: Totals }): ReactNode {
  const t = useText(PEOPLE);
  const said = useCount();
  // Of whoever has left nothing is told to who sees the present alone.
  const moved = (kind: 'joined' | 'left', total: Total | null) =>
    total === null ? [] : [{ label: t(`${kind}ThisWeek`), value: <Moved kind={kind} total={total} /> }];
  return (
    <Tiles
      tiles={[
        { label: t('count'), value: said(totals.people) },
        { label: t('active'), value: said(totals.active) },
        { label: t('departments'), value: said(totals.departments) },
        ...moved('joined', totals.joinedThisWeek),
        ...moved('left', totals.leftThisWeek),
      ]}
    />
  );
}

function Moved({ kind, total }: { readonly kind: 'joined' | 'left'; readonly total: Total }): ReactNode {
  const path = useTenantPath();
  const said = useCount();
  if (total.count === 0) return said(total);
  return (
    <Link to={path('people')} search={{ tab: 'movements', kind }}>
      {said(total)}
    </Link>
  );
}

/** What was not counted to its end is so many at least. */
export function useCount(): (total: Total) => string {
  const t = useText(PEOPLE);
  const format = useFormat();
  return ({ count, isExact }) => (isExact ? format.number(count) : t('atLeast', { count }));
}
