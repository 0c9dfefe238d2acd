import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { GroupLink } from '../groups/parts.tsx';
import { GROUPS } from '../groups/texts.ts';
import { ActiveBadge, PersonLink } from '../people/parts.tsx';
import { groupQuery, membersKey, membersPage, type Member } from './queries.ts';

export function MembersPanel({ id }: { readonly id: string }): ReactNode {
  const t = useText(GROUPS);
  const format = useFormat();
  const { data: group } = useQuery(groupQuery(id));
  const { query, more } = useKeyset<Member>({
    queryKey: membersKey(id),
    page: (cursor, signal) => membersPage(id, cursor, signal),
    isLive: true,
  });
  const columns = useColumns();
  const count = group && <Badge>{format.number(group.members)}</Badge>;
  return (
    <Panel title={t('members')} description={t('membersText')} actions={count} isFlush>
      <Queried query={query}>
        {(members) =>
          members.length === 0 && !more.hasMore ? (
            <State icon="people" title={t('noMembers')} />
          ) : (
            <Table caption={t('members')} columns={columns} rows={members} rowKey={keyOf} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function keyOf({ type, id }: Member): string {
  return `${type} ${id}`;
}

function useColumns(): readonly Column<Member>[] {
  const t = useText(GROUPS);
  return [
    { key: 'name', head: t('name'), isName: true, cell: (member) => <Name member={member} /> },
    { key: 'title', head: t('title'), isWide: true, cell: ({ title }) => <bdi>{title ?? '–'}</bdi> },
    {
      key: 'department',
      head: t('department'),
      isWide: true,
      cell: ({ department }) => <bdi>{department ?? '–'}</bdi>,
    },
    { key: 'state', head: t('state'), isEnd: true, cell: (member) => <Standing member={member} /> },
  ];
}

/** Who is not known here yet, or was deleted, has no name. */
function Name({ member: { id, type, displayName } }: { readonly member: Member }): ReactNode {
  if (displayName === null) return <bdi className="mono path">{id}</bdi>;
  return type === 'Group' ? <GroupLink id={id} name={displayName} /> : <PersonLink id={id} name={displayName} />;
}

function Standing({ member: { type, displayName, active } }: { readonly member: Member }): ReactNode {
  const t = useText(GROUPS);
  if (displayName === null) return <Badge tone="warn">{t('isUnknown')}</Badge>;
  if (type === 'Group') return <Badge tone="accent">{t('isGroup')}</Badge>;
  return active === null ? null : <ActiveBadge isActive={active} />;
}
