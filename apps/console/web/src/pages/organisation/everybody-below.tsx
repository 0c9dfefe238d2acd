import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { aboutOf } from '../../ui/about.ts';
import { useDay } from '../../ui/day-choice.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { ActiveBadge, PersonLink } from '../people/parts.tsx';
import { everybodyKey, everybodyPage, type SomebodyBelow } from './everybody-queries.ts';
import { ORGANISATION } from './texts.ts';

/** Everybody below somebody, however many: with their levels. */
export function EverybodyBelow({ root }: { readonly root: string }): ReactNode {
  const t = useText(ORGANISATION);
  const { moment } = useDay();
  const columns = useColumns();
  const { query, more } = useKeyset<SomebodyBelow>({
    queryKey: everybodyKey(root, moment),
    page: (cursor, signal) => everybodyPage(root, moment, cursor, signal),
  });
  return (
    <Queried query={query} rows={8}>
      {(people) =>
        people.length === 0 && !more.hasMore ? (
          <State icon="people" title={t('nobodyBelow')} />
        ) : (
          <Table caption={t('view.list')} columns={columns} rows={people} rowKey={({ id }) => id} more={more} />
        )
      }
    </Queried>
  );
}

function useColumns(): readonly Column<SomebodyBelow>[] {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const { day, search } = useDay();
  const directs: Column<SomebodyBelow> = {
    key: 'directs',
    head: t('reports'),
    isEnd: true,
    isWide: true,
    cell: (one) => (one.directs === undefined || one.directs === 0 ? '–' : format.number(one.directs)),
  };
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ id, displayName }) => <PersonLink id={id} name={displayName} search={search} />,
    },
    { key: 'about', head: t('title'), isWide: true, cell: (one) => <bdi>{aboutOf(one) || '–'}</bdi> },
    { key: 'level', head: t('level'), isEnd: true, cell: ({ level }) => format.number(level) },
    ...(day === '' ? [directs] : []),
    { key: 'state', head: t('state'), isEnd: true, cell: ({ active }) => <ActiveBadge isActive={active} /> },
  ];
}
