import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { GroupLink } from './parts.tsx';
import { groupsKey, groupsPage, type Group, type GroupsWanted } from './queries.ts';
import { GROUPS } from './texts.ts';

interface GroupsPanelProps {
  readonly title: string;
  readonly description: ReactNode;
  readonly wanted: GroupsWanted;
  readonly filter?: ReactNode;
  readonly isLive?: boolean;
  /** Said where there is none. */
  readonly none: { readonly title: string; readonly text?: string };
}

export function GroupsPanel({ title, description, wanted, filter, isLive = false, none }: GroupsPanelProps): ReactNode {
  const { query, more } = useKeyset<Group>({
    queryKey: groupsKey(wanted),
    page: (cursor, signal) => groupsPage(wanted, cursor, signal),
    isLive,
  });
  const columns = useColumns();
  return (
    <Panel title={title} description={description} isFlush isBusy={query.isOld}>
      {filter}
      <Queried query={query}>
        {(groups) =>
          groups.length === 0 && !more.hasMore ? (
            <State icon="groups" title={none.title}>
              {none.text}
            </State>
          ) : (
            <Table caption={title} columns={columns} rows={groups} rowKey={({ id }) => id} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns(): readonly Column<Group>[] {
  const t = useText(GROUPS);
  const format = useFormat();
  return [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: ({ id, displayName }) => <GroupLink id={id} name={displayName} />,
    },
    { key: 'members', head: t('members'), isEnd: true, cell: ({ members }) => format.number(members) },
    {
      key: 'changed',
      head: t('changedAt'),
      isEnd: true,
      isWide: true,
      cell: ({ changedAt }) => <Time at={changedAt} />,
    },
  ];
}
