import { useQueries, useQuery } from '@tanstack/react-query';
import { Suspense, useState, type ReactNode } from 'react';
import { useMay, useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { early } from '../../ui/early.tsx';
import { useUnheard } from '../../ui/lasting.ts';
import { PanelSkeleton, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { useNow } from '../../ui/time.tsx';
import { WaitingApprovals } from '../approvals/waiting.tsx';
import { Assistant } from '../employee-provisioning/assistant.tsx';
import { CyclesPanel } from '../employee-provisioning/cycles.tsx';
import { Enable } from '../employee-provisioning/enable.tsx';
import { connectionsQuery, healthQuery, type Connection, type Issued } from '../employee-provisioning/queries.ts';
import { SecretDialog } from '../employee-provisioning/secret-dialog.tsx';
import { StatusTiles } from '../employee-provisioning/status.tsx';
import { GroupsPanel } from './groups.tsx';
import { SignOnNotice } from './sign-on-notice.tsx';
import { OVERVIEW } from './texts.ts';
import { UnknownCard, VerdictCard } from './verdict-card.tsx';
import { verdictOf, type Standing, type Verdict } from './verdict.ts';
import '../employee-provisioning/page.css';
import './page.css';

export function Page(): ReactNode {
  const may = useMay();
  return (
    <div className="stack">
      <PageHead {...(!may('settings:read') && may('people:read') && { reads: 'directory' })} />
      {may('settings:read') ? (
        <Provisioning />
      ) : may('people:read') ? (
        <Suspense fallback={<PanelSkeleton />}>
          <People />
        </Suspense>
      ) : (
        <ForOthers />
      )}
    </div>
  );
}

/** For whoever keeps no connection: the others need not load it. */
const People = early(() => import('./people.tsx').then(({ People: component }) => ({ default: component })));

function Provisioning(): ReactNode {
  const query = useQuery(connectionsQuery);
  // Above both, so that it stays when the first connection is there.
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <>
      <WaitingApprovals />
      <SignOnNotice />
      <Queried query={query}>
        {(connections) =>
          connections.length === 0 ? (
            <Enable connection={null} onIssued={setIssued} />
          ) : (
            <Connected connections={connections} onIssued={setIssued} />
          )
        }
      </Queried>
      {issued !== null && <SecretDialog issued={issued} onDone={() => setIssued(null)} />}
    </>
  );
}

/** So many are judged; a tenant has a handful. */
const MOST = 20;

interface ConnectedProps {
  readonly connections: readonly Connection[];
  readonly onIssued: (issued: Issued) => void;
}

function Connected({ connections, onIssued }: ConnectedProps): ReactNode {
  const now = useNow();
  const may = useMay();
  const healths = useQueries({ queries: connections.slice(0, MOST).map(({ id }) => healthQuery(id)) });
  const standings = connections.flatMap((connection, index) => {
    const health = healths[index]?.data;
    return health === undefined ? [] : [{ connection, health }];
  });
  const verdict = verdictOf(standings, now);
  const failed = healths.find(({ error }) => error !== null) ?? healths.find(({ isFetching }) => isFetching);
  const isUnheard = useUnheard(failed ?? EMPTY);
  const isSettingUp = useSettingUp(verdict, standings);
  if (verdict === null) return <Queried query={failed ?? healths[0] ?? EMPTY}>{() => null}</Queried>;
  return (
    <>
      {isUnheard && failed !== undefined ? (
        <UnknownCard error={failed.error} onRetry={() => void failed.refetch()} />
      ) : (
        <VerdictCard verdict={verdict} />
      )}
      {isSettingUp && <Assistant connection={verdict.connection} onIssued={onIssued} />}
      <StatusTiles connection={verdict.connection} />
      {may('activity:read') && <GroupsPanel />}
      <CyclesPanel connection={verdict.connection} />
    </>
  );
}

/** Until the first person is here; whoever saw the assistant by then sees it to its last step. */
function useSettingUp(verdict: Verdict | null, standings: readonly Standing[]): boolean {
  const [seen, setSeen] = useState<string | null>(null);
  const id = verdict?.connection.id;
  const health = standings.find(({ connection }) => connection.id === id)?.health;
  const isWaiting = ['never', 'unserved'].includes(verdict?.reason.code ?? '') && health?.contact.state === 'never';
  const isNew = isWaiting || health?.people.all === 0;
  if (isNew && id !== undefined && seen !== id) setSeen(id);
  return isNew || (id !== undefined && seen === id);
}

const EMPTY = { data: undefined, error: null, dataUpdatedAt: 0, refetch: () => undefined };

function ForOthers(): ReactNode {
  const t = useText(OVERVIEW);
  const { tenant } = useSession();
  return (
    <section className="panel" aria-label={tenant?.name ?? ''}>
      <State icon="people" title={t('forPeopleTitle')}>
        {t('forPeople')}
      </State>
    </section>
  );
}
