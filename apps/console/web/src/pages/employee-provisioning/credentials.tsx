import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { useCredentialName } from './credential-name.ts';
import { CREDENTIAL_TEXTS } from './credential-texts.ts';
import { Issuer } from './issuer.tsx';
import { credentialsQuery, type Connection, type Credential, type Issued } from './queries.ts';
import { PROVISIONING } from './texts.ts';

const IssueDialog = lazy(() =>
  import('./issue-dialog.tsx').then(({ IssueDialog: component }) => ({ default: component })),
);
const RevokeDialog = lazy(() =>
  import('./revoke-dialog.tsx').then(({ RevokeDialog: component }) => ({ default: component })),
);

interface CredentialsProps {
  readonly connection: Connection;
  readonly onIssued: (issued: Issued) => void;
}

type Open = { readonly what: 'issue' } | { readonly what: 'revoke'; readonly credential: Credential } | null;

export function CredentialsPanel({ connection, onIssued }: CredentialsProps): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const may = useMay();
  const query = useQuery(credentialsQuery(connection.id));
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  return (
    <Panel
      part="credentials"
      title={t('credentials')}
      description={t('credentialsText')}
      isFlush
      actions={may('credentials:issue') && <Button onClick={() => setOpen({ what: 'issue' })}>{t('issue')}</Button>}
    >
      <Queried query={query} rows={3}>
        {(all) => <Credentials all={all} onRevoke={(credential) => setOpen({ what: 'revoke', credential })} />}
      </Queried>
      <Suspense>
        {open?.what === 'issue' && <IssueDialog connection={connection} onClose={close} onIssued={onIssued} />}
        {open?.what === 'revoke' && (
          <RevokeDialog credential={open.credential} all={query.data ?? []} onClose={close} />
        )}
      </Suspense>
    </Panel>
  );
}

interface ListProps {
  readonly all: readonly Credential[];
  readonly onRevoke: (credential: Credential) => void;
}

function Credentials({ all, onRevoke }: ListProps): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const now = useNow();
  const [{ ended }, setUrl] = useUrl({ ended: '' });
  const columns = useColumns(onRevoke, all);
  const isOver = (one: Credential): boolean =>
    one.revokedAt !== null || (one.expiresAt !== 'none' && new Date(one.expiresAt) < now);
  const shown = ended === 'yes' ? all : all.filter((one) => !isOver(one));
  return (
    <>
      {shown.length === 0 ? (
        <State icon="key" title={t('noCredentials')}>
          {t('noCredentialsText')}
        </State>
      ) : (
        <Table caption={t('credentials')} columns={columns} rows={shown} rowKey={({ id }) => id} />
      )}
      {all.some(isOver) && ended !== 'yes' && (
        <div className="table-more">
          <Button isSmall kind="quiet" onClick={() => setUrl({ ended: 'yes' })}>
            {t('showRevoked')}
          </Button>
        </div>
      )}
    </>
  );
}

function useColumns(
  onRevoke: (credential: Credential) => void,
  all: readonly Credential[],
): readonly Column<Credential>[] {
  const t = useText(CREDENTIAL_TEXTS);
  const page = useText(PROVISIONING);
  const may = useMay();
  const nameOf = useCredentialName(all);
  const actions: Column<Credential> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (one) =>
      one.revokedAt === null && (
        <Button isSmall kind="quiet" aria-label={t('revokeOf', { name: nameOf(one) })} onClick={() => onRevoke(one)}>
          {t('revoke')}
        </Button>
      ),
  };
  return [
    { key: 'name', head: t('name'), isName: true, cell: (one) => <bdi>{nameOf(one)}</bdi> },
    { key: 'kind', head: t('kind'), isWide: true, cell: ({ method }) => page(`method.${method}`) },
    { key: 'expires', head: t('expires'), cell: (one) => <Expiry credential={one} /> },
    { key: 'used', head: t('lastUsed'), cell: (one) => <LastUse credential={one} /> },
    {
      key: 'by',
      head: t('issuedBy'),
      isWide: true,
      cell: ({ issuedBy }) => <Issuer by={issuedBy} />,
    },
    ...(may('credentials:revoke') ? [actions] : []),
  ];
}

const SOON_MS = 30 * 86_400_000;

function Expiry({ credential: { expiresAt, revokedAt } }: { readonly credential: Credential }): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const now = useNow();
  if (revokedAt !== null) return <Badge>{t('revoked')}</Badge>;
  if (expiresAt === 'none') return <Badge tone="warn">{t('never')}</Badge>;
  const left = new Date(expiresAt).getTime() - now.getTime();
  if (left < 0) return <Badge tone="bad">{t('expired')}</Badge>;
  if (left > SOON_MS) return <Time at={expiresAt} />;
  return (
    <Badge tone="warn">
      <Time at={expiresAt} />
    </Badge>
  );
}

function LastUse({ credential: { lastUsedAt, lastUsedFrom } }: { readonly credential: Credential }): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  if (lastUsedAt === null) return <span className="muted">{t('unused')}</span>;
  return (
    <>
      <Time at={lastUsedAt} />
      {lastUsedFrom !== null && <div className="muted small nowrap">{t('from', { network: lastUsedFrom })}</div>}
    </>
  );
}
