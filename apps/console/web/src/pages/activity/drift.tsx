import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { HereLink } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useConnections } from './connections.ts';
import { SpanFilter } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { driftKey, driftPage, silentQuery, type Drifted } from './queries.ts';
import { ACTIVITY } from './texts.ts';

/** Where Entra and the directory are not of one mind. */
export function DriftPanel(): ReactNode {
  const t = useText(ACTIVITY);
  const { connection } = useFilter().filter;
  const { query, more } = useKeyset<Drifted>({
    queryKey: driftKey(connection),
    page: (cursor, signal) => driftPage(connection, cursor, signal),
  });
  const columns = useColumns();
  return (
    <>
      <Silent connection={connection} />
      <Panel title={t('drift')} description={t('driftText')} isFlush isBusy={query.isOld}>
        <SpanFilter hasTimes={false} />
        <Queried query={query}>
          {(found) =>
            found.length === 0 && !more.hasMore ? (
              <State icon="check" title={t('noDrift')}>
                {t('noDriftText')}
              </State>
            ) : (
              <Table caption={t('drift')} columns={columns} rows={found} rowKey={keyOf} more={more} />
            )
          }
        </Queried>
      </Panel>
    </>
  );
}

function keyOf({ connectionId, kind, resourceId, path }: Drifted): string {
  return `${connectionId} ${kind} ${resourceId} ${path ?? ''}`;
}

function useColumns(): readonly Column<Drifted>[] {
  const t = useText(ACTIVITY);
  const format = useFormat();
  return [
    {
      key: 'person',
      head: t('person'),
      isName: true,
      cell: ({ resourceId, userName }) => (
        <HereLink search={{ tab: undefined, person: resourceId }}>
          <bdi className="path">{userName ?? resourceId}</bdi>
        </HereLink>
      ),
    },
    { key: 'kind', head: t('what'), cell: (one) => <Kind drifted={one} /> },
    { key: 'times', head: t('times'), isEnd: true, isWide: true, cell: ({ times }) => format.number(times) },
    { key: 'since', head: t('since'), isWide: true, cell: ({ since }) => <Time at={since} /> },
    { key: 'last', head: t('last'), isWide: true, cell: ({ lastAt }) => <Time at={lastAt} /> },
  ];
}

function Kind({ drifted: { kind, path } }: { readonly drifted: Drifted }): ReactNode {
  const t = useText(ACTIVITY);
  return (
    <>
      {t(`drift.${kind}`)} {path !== null && <span className="mono muted path">{path}</span>}
    </>
  );
}

function Silent({ connection }: { readonly connection: string }): ReactNode {
  const t = useText(ACTIVITY);
  const { nameOf } = useConnections();
  const { data = [] } = useQuery(silentQuery(connection));
  return data.map(({ connectionId, lastAt, missed }) => (
    <Notice key={connectionId} tone="warn" title={t('silent', { name: nameOf(connectionId), count: missed })}>
      {t('silentText')} <Time at={lastAt} />
    </Notice>
  ));
}
