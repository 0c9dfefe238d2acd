import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Found } from './findings-queries.ts';
import { useNameColumns, useStateColumn } from './finding-columns.tsx';
import { FindingTable } from './finding-table.tsx';
import { ORGANISATION } from './texts.ts';

type Orphan = Found<'orphan'>;

/** Whose manager nobody knows, with who it was last. */
export function OrphansNow(): ReactNode {
  const t = useText(ORGANISATION);
  const columns = [
    ...useNameColumns<Orphan>(),
    { key: 'manager', head: t('managerGiven'), cell: (orphan: Orphan) => <Given orphan={orphan} /> },
    useStateColumn<Orphan>(),
  ];
  return <FindingTable kind="orphan" columns={columns} rowKey={({ person }) => person.id} />;
}

function Given({ orphan: { managerId, because, lastManager } }: { readonly orphan: Orphan }): ReactNode {
  const t = useText(ORGANISATION);
  const given = managerId === null ? null : <bdi className="mono path">{managerId}</bdi>;
  if (lastManager === null) {
    return (
      <span className="row">
        {given}
        <Badge>{t(`because.${because}`)}</Badge>
      </span>
    );
  }
  return (
    <>
      <span className="row">
        <bdi className="path">{lastManager.displayName}</bdi>
        <Badge>{t(`because.${because}`)}</Badge>
      </span>
      <div className="muted small">{given}</div>
    </>
  );
}
