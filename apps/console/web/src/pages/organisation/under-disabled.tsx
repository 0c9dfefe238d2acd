import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Badge } from '../../ui/badge.tsx';
import { Link } from '../../ui/link.tsx';
import type { Found } from './findings-queries.ts';
import { useNameColumns } from './finding-columns.tsx';
import { FindingTable } from './finding-table.tsx';
import { ORGANISATION } from './texts.ts';

type Under = Found<'disabled-manager'>;

/** Active people whose manager is not: by manager, who leads to that part of the chart. */
export function UnderDisabled(): ReactNode {
  const t = useText(ORGANISATION);
  const path = useTenantPath();
  const columns = [
    ...useNameColumns<Under>(),
    {
      key: 'manager',
      head: t('manager'),
      cell: ({ manager: { id, displayName } }: Under) => (
        <span className="row">
          <Link to={path('organisation')} search={{ from: id }}>
            <bdi className="path">{displayName}</bdi>
          </Link>
          <Badge>{t('hasLeft')}</Badge>
        </span>
      ),
    },
  ];
  return <FindingTable kind="disabled-manager" columns={columns} rowKey={({ person }) => person.id} />;
}
