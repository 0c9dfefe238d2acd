import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { useDay } from '../../ui/day-choice.tsx';
import { Link } from '../../ui/link.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { leftManagersQuery, type LeftManager } from './left-managers-query.ts';
import { ORGANISATION } from './texts.ts';

/** Who has left and is still named as a manager, by how many; of the present alone. No panel where there is nobody. */
export function LeftManagers(): ReactNode {
  const t = useText(ORGANISATION);
  const { day } = useDay();
  const columns = useColumns();
  const { data } = useQuery({ ...leftManagersQuery, enabled: day === '' });
  if (day !== '' || data === undefined || data.managers.length === 0) return null;
  return (
    <Panel title={t('leftManagers')} description={t(data.isWhole ? 'leftText' : 'leftTextOfSome')} isFlush>
      <Table caption={t('leftManagers')} columns={columns} rows={data.managers} rowKey={({ id }) => id} />
    </Panel>
  );
}

function useColumns(): readonly Column<LeftManager>[] {
  const t = useText(ORGANISATION);
  const format = useFormat();
  const path = useTenantPath();
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ id, displayName }) => (
        <Link to={path('organisation')} search={{ from: id }}>
          <bdi className="path">{displayName}</bdi>
        </Link>
      ),
    },
    { key: 'title', head: t('title'), isWide: true, cell: ({ title }) => <bdi>{title ?? '–'}</bdi> },
    { key: 'people', head: t('reports'), isEnd: true, cell: ({ people }) => format.number(people) },
  ];
}
