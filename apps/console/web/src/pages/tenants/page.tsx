import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answer, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Badge } from '../../ui/badge.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { OpenGrantsPanel } from './grants.tsx';
import { TENANTS } from './texts.ts';

type Tenant = AnswerOf<operations['listTenants']>['items'][number];
type Unknown = AnswerOf<operations['listUnknownClients']>['items'][number];

const EACH = 100;

function tenantsPage(cursor: string | undefined, signal: AbortSignal) {
  const params = { query: { limit: EACH, ...(cursor !== undefined && { cursor }) } };
  return answer(scimApi.GET('/admin/tenants', { params, signal }));
}

const unknownQuery = queryOptions({
  queryKey: ['installation', 'unknown-clients'],
  queryFn: async ({ signal }): Promise<readonly Unknown[]> =>
    (await answer(scimApi.GET('/admin/unknown-clients', { signal }))).items,
  refetchInterval: 4 * LIVE_MS,
});

export function Page(): ReactNode {
  const t = useText(TENANTS);
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <OpenGrantsPanel />
      <TenantsPanel />
      <UnknownPanel />
    </div>
  );
}

function TenantsPanel(): ReactNode {
  const t = useText(TENANTS);
  const { query, more } = useKeyset({ queryKey: ['installation', 'tenants'], page: tenantsPage });
  const columns: readonly Column<Tenant>[] = [
    { key: 'name', head: t('name'), isName: true, cell: ({ name }) => <bdi>{name}</bdi> },
    {
      key: 'state',
      head: t('state'),
      cell: ({ suspendedAt }) => (
        <Badge tone={suspendedAt === null ? 'ok' : 'warn'}>{t(suspendedAt === null ? 'running' : 'suspended')}</Badge>
      ),
    },
    { key: 'created', head: t('created'), isWide: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { key: 'id', head: t('id'), isWide: true, cell: ({ id }) => <span className="mono muted">{id}</span> },
  ];
  return (
    <Panel title={t('list')} description={t('listText')} isFlush>
      <Queried query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="building" title={t('none')}>
              {t('noneText')}
            </State>
          ) : (
            <Table caption={t('list')} columns={columns} rows={rows} rowKey={({ id }) => id} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function UnknownPanel(): ReactNode {
  const t = useText(TENANTS);
  const format = useFormat();
  const query = useQuery(unknownQuery);
  const columns: readonly Column<Unknown>[] = [
    {
      key: 'client',
      head: t('client'),
      isName: true,
      cell: ({ client }) => (client === null ? t('noClient') : <bdi className="mono">{client}</bdi>),
    },
    {
      key: 'network',
      head: t('network'),
      isWide: true,
      cell: ({ network }) => <span className="mono">{network}</span>,
    },
    { key: 'times', head: t('times'), isEnd: true, cell: ({ count }) => format.number(count) },
    { key: 'last', head: t('last'), cell: ({ lastAt }) => <Time at={lastAt} /> },
  ];
  return (
    <Panel title={t('unknown')} description={t('unknownText')} isFlush>
      <Queried query={query} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="shield" title={t('noUnknown')} />
          ) : (
            <Table
              caption={t('unknown')}
              columns={columns}
              rows={rows}
              rowKey={(one) => `${one.client ?? ''} ${one.method} ${one.network}`}
            />
          )
        }
      </Queried>
    </Panel>
  );
}
