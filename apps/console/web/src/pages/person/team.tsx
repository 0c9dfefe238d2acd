import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useDay } from '../../ui/day-choice.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { ActiveBadge, PersonLink } from '../people/parts.tsx';
import { teamKey, teamPage, type Report } from './queries.ts';
import { PERSON } from './texts.ts';

/** Who reports to somebody. */
export function TeamPanel({ id }: { readonly id: string }): ReactNode {
  const t = useText(PERSON);
  const { moment, search } = useDay();
  const { query, more } = useKeyset<Report>({
    queryKey: teamKey(id, moment),
    page: (cursor, signal) => teamPage(id, moment, cursor, signal),
  });
  const columns: readonly Column<Report>[] = [
    {
      key: 'name',
      head: t('name'),
      isName: true,
      cell: (report) => <PersonLink id={report.id} name={report.displayName} search={search} />,
    },
    { key: 'title', head: t('title'), isWide: true, cell: ({ title }) => <bdi>{title ?? '–'}</bdi> },
    { key: 'state', head: t('state'), isEnd: true, cell: ({ active }) => <ActiveBadge isActive={active} /> },
  ];
  return (
    <Panel title={t('team')} description={t('teamText')} isFlush>
      <Queried query={query} rows={3}>
        {(reports) =>
          reports.length === 0 && !more.hasMore ? (
            <State icon="people" title={t('noTeam')} />
          ) : (
            <Table caption={t('team')} columns={columns} rows={reports} rowKey={(report) => report.id} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}
