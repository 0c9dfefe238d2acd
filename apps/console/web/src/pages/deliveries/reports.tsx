import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Link } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import {
  MOST_REPORTS,
  reportDeliveriesKey,
  reportDeliveriesPage,
  reportsQuery,
  type ReportDelivery,
  type Reports,
} from './queries.ts';
import { Standing } from './standing.tsx';
import { DELIVERIES_TEXTS } from './texts.ts';

/** For who looks after people: the mails about those who report to them, and no others. */
export function ReportsPanel(): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const { account } = useSession();
  const query = useQuery(reportsQuery(account.person));
  return (
    <Panel title={t('reports')} description={t('reportsText')} isFlush>
      {account.person === null ? (
        <Nobody />
      ) : (
        <Queried query={query} rows={8}>
          {(reports) => (reports === null ? <Nobody /> : <OfReports reports={reports} />)}
        </Queried>
      )}
    </Panel>
  );
}

function Nobody(): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  return (
    <State icon="people" title={t('noPerson')}>
      {t('noPersonText')}
    </State>
  );
}

function OfReports({ reports: { names, hasMore } }: { readonly reports: Reports }): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  if (names.size === 0) return <State icon="people" title={t('noReports')} />;
  return (
    <>
      {hasMore && <Notice tone="neutral" icon="people" title={t('nearest', { count: MOST_REPORTS })} />}
      <Mails names={names} />
    </>
  );
}

function Mails({ names }: Pick<Reports, 'names'>): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const about = [...names.keys()];
  const { query, more } = useKeyset<ReportDelivery>({
    queryKey: reportDeliveriesKey(about),
    page: (cursor, signal) => reportDeliveriesPage(about, cursor, signal),
    isLive: true,
  });
  const columns = useColumns(names);
  return (
    <Queried query={query} rows={8}>
      {(mails) =>
        mails.length === 0 && !more.hasMore ? (
          <State icon="mail" title={t('none')}>
            {t('noneText')}
          </State>
        ) : (
          <Table caption={t('reports')} columns={columns} rows={mails} rowKey={({ id }) => id} more={more} />
        )
      }
    </Queried>
  );
}

function useColumns(names: Reports['names']): readonly Column<ReportDelivery>[] {
  const t = useText(DELIVERIES_TEXTS);
  const path = useTenantPath();
  return [
    {
      key: 'person',
      head: t('person'),
      isName: true,
      cell: ({ personId }) => (
        <Link to={path(`people/${personId}`)}>
          <bdi className="path">{names.get(personId) ?? personId}</bdi>
        </Link>
      ),
    },
    { key: 'mail', head: t('mail'), cell: ({ template }) => t(`template.${template}`) },
    {
      key: 'to',
      head: t('to'),
      isWide: true,
      cell: ({ recipient }) =>
        recipient === null ? <span className="muted">{t('nobodyYet')}</span> : <bdi className="path">{recipient}</bdi>,
    },
    { key: 'state', head: t('state'), cell: (delivery) => <Standing delivery={delivery} /> },
    { key: 'when', head: t('when'), isEnd: true, cell: ({ time }) => <Time at={time} /> },
  ];
}
