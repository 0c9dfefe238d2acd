import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Badge } from '../../ui/badge.tsx';
import { SelectField } from '../../ui/field.tsx';
import { PanelSkeleton, Queried } from '../../ui/panel.tsx';
import { useUrl } from '../../ui/url.ts';
import { BrakePanel } from './brake.tsx';
import { standingOf } from './contact.ts';
import { CredentialsPanel } from './credentials.tsx';
import { CyclesPanel } from './cycles.tsx';
import { DecisionsPanel } from './decisions.tsx';
import { Enable } from './enable.tsx';
import { PauseButton, PausedNotice } from './pause.tsx';
import { connectionsQuery, healthQuery, type Connection, type Issued } from './queries.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { MailsPanel } from './settings/mails.tsx';
import { SetUpPanel } from './set-up.tsx';
import { ShadowOffer } from './shadow/offer.tsx';
import { StatusTiles, TONE_OF_CONTACT } from './status.tsx';
import { PROVISIONING } from './texts.ts';
import './page.css';

// Few companies look at one, and then for an hour.
const ShadowPanel = lazy(() =>
  import('./shadow/panel.tsx').then(({ ShadowPanel: component }) => ({ default: component })),
);
// The last of the page, and seldom changed.
const SettingsPanel = lazy(() =>
  import('./settings/panel.tsx').then(({ SettingsPanel: component }) => ({ default: component })),
);

export function Page(): ReactNode {
  const connections = useQuery(connectionsQuery);
  // In no cache and no address: it goes with the page.
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <>
      {connections.data === undefined ? (
        <Waiting query={connections} />
      ) : connections.data.length === 0 ? (
        <Off onIssued={setIssued} />
      ) : (
        <Connections connections={connections.data} onIssued={setIssued} />
      )}
      {issued !== null && <SecretDialog issued={issued} onDone={() => setIssued(null)} />}
    </>
  );
}

function Waiting({ query }: { readonly query: UseQueryResult<readonly Connection[]> }): ReactNode {
  const t = useText(PROVISIONING);
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <section className="panel">
        <Queried query={query}>{() => null}</Queried>
      </section>
    </div>
  );
}

interface Issuing {
  readonly onIssued: (issued: Issued) => void;
}

function Off({ onIssued }: Issuing): ReactNode {
  const t = useText(PROVISIONING);
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <Enable connection={null} onIssued={onIssued} />
    </div>
  );
}

function Connections({ connections, onIssued }: Issuing & { readonly connections: readonly Connection[] }): ReactNode {
  const [{ connection: id }, setUrl] = useUrl({ connection: '' });
  const chosen = connections.find((one) => one.id === id) ?? connections[0];
  if (chosen === undefined) return null;
  return (
    <div className="stack">
      <Head connection={chosen} />
      {connections.length > 1 && (
        <Choice connections={connections} chosen={chosen} onChange={(next) => setUrl({ connection: next })} />
      )}
      <ConnectionView key={chosen.id} connection={chosen} onIssued={onIssued} />
      {chosen.shadow === null && <ShadowOffer connections={connections} onIssued={onIssued} />}
    </div>
  );
}

function Head({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(PROVISIONING);
  const may = useMay();
  const { data: health } = useQuery(healthQuery(connection.id));
  const badge =
    connection.pause !== null ? (
      <Badge tone="warn">{t('paused')}</Badge>
    ) : (
      health !== undefined && (
        <Badge tone={TONE_OF_CONTACT[standingOf(health.contact)]}>{t(`contact.${standingOf(health.contact)}`)}</Badge>
      )
    );
  return (
    <PageHead
      badge={
        <>
          {badge}
          {connection.shadow !== null && <Badge tone="accent">{t(`shadow.${connection.shadow}`)}</Badge>}
        </>
      }
      description={t('description')}
      actions={may('settings:change') && connection.pause === null && <PauseButton connection={connection} />}
    />
  );
}

interface ChoiceProps {
  readonly connections: readonly Connection[];
  readonly chosen: Connection;
  readonly onChange: (id: string) => void;
}

function Choice({ connections, chosen, onChange }: ChoiceProps): ReactNode {
  const t = useText(PROVISIONING);
  return (
    <div className="connection-choice">
      <SelectField
        label={t('connection')}
        value={chosen.id}
        choices={connections.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

function ConnectionView({ connection, onIssued }: Issuing & { readonly connection: Connection }): ReactNode {
  return (
    <>
      <PausedNotice connection={connection} />
      <StatusTiles connection={connection} />
      {connection.shadow !== null && (
        <Suspense fallback={<PanelSkeleton />}>
          <ShadowPanel connection={connection} />
        </Suspense>
      )}
      <SetUpPanel connection={connection} onIssued={onIssued} />
      <CredentialsPanel connection={connection} onIssued={onIssued} />
      <CyclesPanel connection={connection} />
      <DecisionsPanel connection={connection} />
      <BrakePanel connection={connection} />
      <MailsPanel connection={connection} />
      <Suspense fallback={<PanelSkeleton />}>
        <SettingsPanel connection={connection} />
      </Suspense>
    </>
  );
}
