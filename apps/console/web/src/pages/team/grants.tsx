import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { endGrant, GRANTS, grantsPage, type Grant } from './grant-queries.ts';
import { useActor } from './names.ts';
import { TEAM_TEXTS } from './texts.ts';

const GrantDialog = lazy(() =>
  import('./grant-dialog.tsx').then(({ GrantDialog: component }) => ({ default: component })),
);

/** For how long the operator of the installation may look, and why. */
export function GrantsPanel(): ReactNode {
  const t = useText(TEAM_TEXTS);
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const { run, fault } = useAct({ act: endGrant, changes: [GRANTS] });
  const columns = useColumns(run);
  const { query, more } = useKeyset<Grant>({ queryKey: GRANTS, page: grantsPage });
  return (
    <Panel
      title={t('grants')}
      description={t('grantsText')}
      isFlush
      actions={may('grants:change') && <Button onClick={() => setOpen(true)}>{t('grant')}</Button>}
    >
      {fault !== null && <Notice tone="bad" title={fault} />}
      <Queried query={query} rows={2}>
        {(grants) =>
          grants.length === 0 ? (
            <State icon="shield" title={t('noGrants')}>
              {t('noGrantsText')}
            </State>
          ) : (
            <Table caption={t('grantsTable')} columns={columns} rows={grants} rowKey={({ id }) => id} more={more} />
          )
        }
      </Queried>
      <Suspense>{isOpen && <GrantDialog onClose={() => setOpen(false)} />}</Suspense>
    </Panel>
  );
}

function useColumns(onEnd: (id: string) => void): readonly Column<Grant>[] {
  const t = useText(TEAM_TEXTS);
  const may = useMay();
  const now = useNow();
  const actor = useActor();
  const end: Column<Grant> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (grant) =>
      standingOf(grant, now) === 'holds' && (
        <Button
          isSmall
          kind="quiet"
          aria-label={t('endGrantOf', { reason: grant.reason })}
          onClick={() => onEnd(grant.id)}
        >
          {t('endGrant')}
        </Button>
      ),
  };
  return [
    { key: 'reason', head: t('reason'), isName: true, cell: ({ reason }) => <bdi className="path">{reason}</bdi> },
    { key: 'state', head: t('state'), cell: (grant) => <Standing grant={grant} /> },
    {
      key: 'by',
      head: t('by'),
      isWide: true,
      cell: ({ grantedBy }) => <bdi>{grantedBy === null ? '–' : actor(grantedBy)}</bdi>,
    },
    { key: 'made', head: t('made'), isWide: true, cell: ({ grantedAt }) => <Time at={grantedAt} /> },
    { key: 'until', head: t('until'), cell: ({ revokedAt, expiresAt }) => <Time at={revokedAt ?? expiresAt} /> },
    ...(may('grants:change') ? [end] : []),
  ];
}

function Standing({ grant }: { readonly grant: Grant }): ReactNode {
  const t = useText(TEAM_TEXTS);
  const standing = standingOf(grant, useNow());
  return <Badge tone={standing === 'holds' ? 'warn' : 'neutral'}>{t(`grant.${standing}`)}</Badge>;
}

function standingOf({ revokedAt, expiresAt }: Grant, now: Date): 'holds' | 'over' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) > now.getTime() ? 'holds' : 'over';
}
