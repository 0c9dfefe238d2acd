import { useMemo, type ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { useSight } from '../../shell/sight.ts';
import { Badge } from '../../ui/badge.tsx';
import { DownloadLink } from '../../ui/button.tsx';
import { HereLink } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { RequestFilter } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { useNamesOfGroups } from './groups.ts';
import { Line, Outcome } from './outcome.tsx';
import { exportOf, requestsKey, requestsPage } from './queries.ts';
import { keyOf, withoutRepeats, type Gap, type Row, type Sent } from './rows.ts';
import { ACTIVITY } from './texts.ts';

export function RequestsPanel(): ReactNode {
  const t = useText(ACTIVITY);
  const { filter, isFiltered } = useFilter();
  const { query, more } = useKeyset<Row>({
    queryKey: requestsKey(filter),
    page: (cursor, signal) => requestsPage(filter, cursor, signal),
    isLive: true,
  });
  const { data } = query;
  const rows = useMemo(() => (data === undefined ? undefined : withoutRepeats(data)), [data]);
  const columns = useColumns(useNamesOfGroups(rows ?? []));
  // By a grant is looked, and nothing taken along.
  const actions = useSight() === null && <DownloadLink href={exportOf(filter)}>{t('export')}</DownloadLink>;
  return (
    <Panel title={t('requests')} description={t('requestsText')} actions={actions} isFlush isBusy={query.isOld}>
      <RequestFilter />
      <Queried query={{ ...query, data: rows }} rows={8}>
        {(shown) =>
          shown.length === 0 && !more.hasMore ? (
            <State icon="activity" title={t(isFiltered ? 'noMatch' : 'noRequests')}>
              {t(isFiltered ? 'noMatchText' : 'noRequestsText')}
            </State>
          ) : (
            <Table caption={t('requests')} columns={columns} rows={shown} rowKey={keyOf} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns(names: ReadonlyMap<string, string>): readonly Column<Row>[] {
  const t = useText(ACTIVITY);
  const format = useFormat();
  return [
    { key: 'request', head: t('request'), isName: true, cell: (row) => <What row={row} /> },
    { key: 'answer', head: t('answer'), cell: (row) => ('sent' in row ? <Outcome sent={row.sent} /> : null) },
    {
      key: 'person',
      head: t('about'),
      isWide: true,
      cell: (row) => ('sent' in row ? <About sent={row.sent} names={names} /> : null),
    },
    {
      key: 'status',
      head: t('status'),
      isEnd: true,
      isWide: true,
      cell: (row) => ('sent' in row ? <span className="mono">{row.sent.status}</span> : null),
    },
    {
      key: 'took',
      head: t('took'),
      isEnd: true,
      isWide: true,
      cell: (row) =>
        'sent' in row && row.sent.ms !== null ? <span className="nowrap">{format.duration(row.sent.ms)}</span> : null,
    },
    {
      key: 'when',
      head: t('when'),
      isEnd: true,
      cell: (row) => <Time at={'sent' in row ? row.sent.time : row.gap.to} />,
    },
  ];
}

function What({ row }: { readonly row: Row }): ReactNode {
  if ('gap' in row) return <Missing gap={row.gap} />;
  return (
    <HereLink search={{ open: row.sent.requestId }}>
      <Line sent={row.sent} />
    </HereLink>
  );
}

/** What was answered and not kept: nobody may think that it was not there. */
function Missing({ gap: { from, to, dropped } }: { readonly gap: Gap }): ReactNode {
  const t = useText(ACTIVITY);
  return (
    <span className="row">
      <Badge tone="warn">{t('gap')}</Badge>
      <span>{dropped === null ? t('gapText') : t('gapCount', { count: dropped })}</span>
      <span className="muted nowrap">
        <Time at={from} /> – <Time at={to} />
      </span>
    </span>
  );
}

interface AboutProps {
  readonly sent: Sent;
  readonly names: ReadonlyMap<string, string>;
}

/** A person as Entra names them, a group as the directory does: both lead to the rest of their story. */
function About({ sent: { userName, resourceId }, names }: AboutProps): ReactNode {
  if (userName !== null) return <Story id={userName} name={userName} />;
  const group = resourceId === null ? undefined : names.get(resourceId);
  return group !== undefined && resourceId !== null && <Story id={resourceId} name={group} />;
}

function Story({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  return (
    <HereLink search={{ person: id, requestId: undefined, open: undefined }}>
      <bdi className="path">{name}</bdi>
    </HereLink>
  );
}
