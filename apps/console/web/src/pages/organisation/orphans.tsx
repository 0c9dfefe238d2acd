import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { useDay } from '../../ui/day-choice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { ActiveBadge, PersonLink } from '../people/parts.tsx';
import { isOrphan } from './orphan.ts';
import type { Somebody } from './queries.ts';
import { ORGANISATION } from './texts.ts';
import { useLastNames } from './use-last-names.ts';

/** Whose manager nobody knew on a day before; no panel where there is no such person. */
export function Orphans({ people: all }: { readonly people: readonly Somebody[] }): ReactNode {
  const t = useText(ORGANISATION);
  const people = all.filter(isOrphan);
  const columns = useColumns(useLastNames(people));
  if (people.length === 0) return null;
  return (
    <Panel title={t('finding.orphan')} description={t('text.orphan')} isFlush>
      <Table caption={t('finding.orphan')} columns={columns} rows={people} rowKey={({ id }) => id} />
    </Panel>
  );
}

function useColumns(names: ReadonlyMap<string, string>): readonly Column<Somebody>[] {
  const t = useText(ORGANISATION);
  const { search } = useDay();
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ id, displayName }) => <PersonLink id={id} name={displayName} search={search} />,
    },
    { key: 'title', head: t('title'), isWide: true, cell: ({ title }) => <bdi>{title ?? '–'}</bdi> },
    {
      key: 'manager',
      head: t('managerGiven'),
      cell: ({ managerId }) => <Given managerId={managerId ?? ''} name={names.get(managerId ?? '')} />,
    },
    {
      key: 'state',
      head: t('state'),
      isEnd: true,
      isWide: true,
      cell: ({ active }) => <ActiveBadge isActive={active} />,
    },
  ];
}

interface GivenProps {
  readonly managerId: string;
  readonly name: string | undefined;
}

function Given({ managerId, name }: GivenProps): ReactNode {
  const t = useText(ORGANISATION);
  if (name === undefined) return <bdi className="mono path">{managerId}</bdi>;
  return (
    <>
      <span className="row">
        <bdi className="path">{name}</bdi>
        <Badge>{t('because.left')}</Badge>
      </span>
      <bdi className="mono muted small path">{managerId}</bdi>
    </>
  );
}
