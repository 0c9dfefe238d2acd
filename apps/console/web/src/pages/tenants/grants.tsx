import type { ReactNode } from 'react';
import { isId } from '../../api/id.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Link } from '../../ui/link.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { OPEN_GRANTS, openGrantsPage, type OpenGrant } from '../granted/queries.ts';
import { TENANTS } from './texts.ts';

/** Which tenants let the operator look, until when, and why. */
export function OpenGrantsPanel(): ReactNode {
  const t = useText(TENANTS);
  const { query, more } = useKeyset<OpenGrant>({ queryKey: [...OPEN_GRANTS, 'list'], page: openGrantsPage });
  const columns = useColumns();
  return (
    <Panel title={t('grants')} description={t('grantsText')} isFlush>
      <Queried query={query} rows={2}>
        {(grants) =>
          grants.length === 0 ? (
            <State icon="shield" title={t('noGrants')}>
              {t('noGrantsText')}
            </State>
          ) : (
            <Table caption={t('grants')} columns={columns} rows={grants} rowKey={({ id }) => id} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns(): readonly Column<OpenGrant>[] {
  const t = useText(TENANTS);
  // Accounts are the company's: the operator sees what they may there, not who they are.
  const nameOf = (by: string | null): string => (by !== null && isId(by) ? t('administrator') : (by ?? '–'));
  return [
    {
      key: 'tenant',
      head: t('name'),
      isName: true,
      cell: ({ tenantId, tenantName }) => (
        <Link to={`/installation/granted/${tenantId}/people`}>
          <bdi className="path">{tenantName}</bdi>
        </Link>
      ),
    },
    { key: 'reason', head: t('reason'), cell: ({ reason }) => <bdi className="path">{reason}</bdi> },
    {
      key: 'by',
      head: t('by'),
      isWide: true,
      cell: ({ grantedBy }) => <bdi className="path">{nameOf(grantedBy)}</bdi>,
    },
    { key: 'until', head: t('until'), isEnd: true, cell: ({ expiresAt }) => <Until at={expiresAt} /> },
  ];
}

function Until({ at }: { readonly at: string }): ReactNode {
  const format = useFormat();
  return (
    <>
      <span className="nowrap">{format.local(new Date(at))}</span>
      <div className="muted small">
        <Time at={at} />
      </div>
    </>
  );
}
