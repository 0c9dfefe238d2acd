import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay, useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { APPROVALS, approvalsQuery, decide, type Approval } from './queries.ts';
import { isGood } from './standing.ts';
import { APPROVAL_TEXTS } from './texts.ts';

/** What administrators ask one another, to decide and to look at. */
export function ApprovalsPanel(): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const query = useQuery(approvalsQuery);
  return (
    <Panel part="approvals" title={t('approvals')} description={t('approvalsText')} isFlush>
      <Queried query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <State icon="check" title={t('none')}>
              {t('noneText')}
            </State>
          ) : (
            <Asked approvals={items} />
          )
        }
      </Queried>
    </Panel>
  );
}

function Asked({ approvals }: { readonly approvals: readonly Approval[] }): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const may = useMay();
  const { run, isBusy, fault } = useAct({ act: decide, changes: [APPROVALS] });
  const actions: Column<Approval> = {
    key: 'actions',
    head: t('actions'),
    isHeadHidden: true,
    isEnd: true,
    cell: (approval) => <Deciding approval={approval} isBusy={isBusy} onDecide={run} />,
  };
  const columns: readonly Column<Approval>[] = [
    { key: 'what', head: t('what'), isName: true, cell: (approval) => <What approval={approval} /> },
    { key: 'by', head: t('askedBy'), cell: ({ askedBy }) => <bdi>{askedBy.name}</bdi> },
    { key: 'reason', head: t('reason'), cell: ({ reason }) => <bdi className="path">{reason}</bdi> },
    { key: 'when', head: t('when'), isWide: true, cell: ({ askedAt }) => <Time at={askedAt} /> },
    { key: 'state', head: t('state'), cell: (approval) => <Standing approval={approval} /> },
    ...(may('team:change') ? [actions] : []),
  ];
  return (
    <>
      {fault !== null && <Notice tone="bad" title={fault} />}
      <Table caption={t('table')} columns={columns} rows={approvals} rowKey={({ id }) => id} />
    </>
  );
}

function What({ approval: { act, object } }: { readonly approval: Approval }): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const may = useMay();
  const path = useTenantPath();
  if (act !== 'people.erase' || !may('people:read')) return t(`act.${act}`);
  return (
    <span className="row">
      {t(`act.${act}`)}
      <Link to={path(`people/${object}`)}>{t('person')}</Link>
    </span>
  );
}

const TONES: Readonly<Record<Approval['state'], Tone>> = {
  pending: 'accent',
  approved: 'ok',
  declined: 'neutral',
  used: 'neutral',
};

/** What was waited for, or could be done, too long has ended. */
function Standing({ approval }: { readonly approval: Approval }): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const now = useNow();
  const { state, decidedBy } = approval;
  if ((state === 'pending' || state === 'approved') && !isGood(approval, now)) return <Badge>{t('state.ended')}</Badge>;
  return (
    <span className="row">
      <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>
      {decidedBy !== null && <bdi className="muted small">{decidedBy.name}</bdi>}
    </span>
  );
}

interface DecidingProps {
  readonly approval: Approval;
  readonly isBusy: boolean;
  readonly onDecide: (decision: { readonly id: string; readonly isApproved: boolean }) => void;
}

/** Nobody decides what they asked for themselves. */
function Deciding({ approval, isBusy, onDecide }: DecidingProps): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const { account } = useSession();
  const now = useNow();
  const { id, act, state, askedBy } = approval;
  if (state !== 'pending' || askedBy.id === account.id || !isGood(approval, now)) return null;
  const what = { what: t(`act.${act}`), name: askedBy.name };
  return (
    <span className="row">
      <Button
        isSmall
        isBusy={isBusy}
        aria-label={t('approveOf', what)}
        onClick={() => onDecide({ id, isApproved: true })}
      >
        {t('approve')}
      </Button>
      <Button
        isSmall
        kind="quiet"
        aria-label={t('declineOf', what)}
        onClick={() => onDecide({ id, isApproved: false })}
      >
        {t('decline')}
      </Button>
    </span>
  );
}
