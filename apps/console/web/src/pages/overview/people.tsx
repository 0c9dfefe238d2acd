import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Tiles } from '../../ui/facts.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { OVERVIEW } from './texts.ts';

type Totals = AnswerOf<operations['getTotals']>;
type Movement = AnswerOf<operations['listMovements']>['items'][number];

const totalsQuery = queryOptions({
  queryKey: ['directory', 'totals'],
  queryFn: ({ signal }) => answer(directoryApi.GET('/totals', { signal })),
  refetchInterval: 2 * LIVE_MS,
});

export function PeopleTotals(): ReactNode {
  const query = useQuery(totalsQuery);
  return <Queried query={query}>{(totals) => <Figures totals={totals} />}</Queried>;
}

function Figures({ totals }: { readonly totals: Totals }): ReactNode {
  const t = useText(OVERVIEW);
  const format = useFormat();
  const said = ({ count, isExact }: Totals['people']): string =>
    isExact ? format.number(count) : t('atLeast', { count });
  return (
    <Tiles
      tiles={[
        { label: t('people'), value: said(totals.people) },
        { label: t('active'), value: said(totals.active) },
        { label: t('departments'), value: said(totals.departments) },
        { label: t('joined'), value: said(totals.joinedThisWeek) },
        { label: t('left'), value: said(totals.leftThisWeek) },
      ]}
    />
  );
}

const SHOWN = 10;

const movementsQuery = queryOptions({
  queryKey: ['directory', 'movements', SHOWN],
  queryFn: async ({ signal }): Promise<readonly Movement[]> =>
    (await answer(directoryApi.GET('/movements', { params: { query: { limit: SHOWN } }, signal }))).items,
  refetchInterval: 2 * LIVE_MS,
});

export function MovementsPanel(): ReactNode {
  const t = useText(OVERVIEW);
  const query = useQuery(movementsQuery);
  const columns: readonly Column<Movement>[] = [
    { key: 'name', head: t('name'), isName: true, cell: ({ employee }) => <bdi>{employee.displayName}</bdi> },
    {
      key: 'kind',
      head: t('state'),
      cell: ({ kind }) => <Badge tone={kind === 'joined' ? 'ok' : 'neutral'}>{t(`moved.${kind}`)}</Badge>,
    },
    { key: 'title', head: t('title'), isWide: true, cell: ({ employee }) => <bdi>{employee.title ?? '–'}</bdi> },
    {
      key: 'department',
      head: t('department'),
      isWide: true,
      cell: ({ employee }) => <bdi>{employee.department ?? '–'}</bdi>,
    },
    { key: 'when', head: t('when'), cell: ({ at }) => <Time at={at} /> },
  ];
  return (
    <Panel title={t('movements')} description={t('movementsText')} isFlush>
      <Queried query={query} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="people" title={t('noMovements')}>
              {t('noMovementsText')}
            </State>
          ) : (
            <Table caption={t('movements')} columns={columns} rows={rows} rowKey={({ eventId }) => eventId} />
          )
        }
      </Queried>
    </Panel>
  );
}
