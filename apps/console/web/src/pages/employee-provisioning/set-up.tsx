import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Notice, Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/state.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { useUrl } from '../../ui/url.ts';
import { tellingOf } from './contact.ts';
import { DatedOutcome } from './decisions.tsx';
import { Enable } from './enable.tsx';
import { FederationForm } from './federation-form.tsx';
import {
  CONNECTIONS,
  credentialsQuery,
  decisionsQuery,
  healthQuery,
  issueCredential,
  scimUrlOf,
  type Connection,
  type Issued,
} from './queries.ts';
import { SET_UP_TEXTS } from './set-up-texts.ts';
import { PROVISIONING } from './texts.ts';

interface SetUpProps {
  readonly connection: Connection;
  readonly onIssued: (issued: Issued) => void;
}

const METHODS = ['token', 'clientSecret', 'federated'] as const;
type Shown = (typeof METHODS)[number];

/** What is pasted into Entra, by its own names, and what is done there. */
export function SetUpPanel({ connection, onIssued }: SetUpProps): ReactNode {
  const t = useText(SET_UP_TEXTS);
  const { data: credentials } = useQuery(credentialsQuery(connection.id));
  const isUnused = credentials !== undefined && credentials.length === 0 && !connection.methods.federated;
  return (
    <>
      {isUnused && <Enable connection={connection} onIssued={onIssued} />}
      <Panel part="set-up" title={t('setUp')} description={t('setUpText')}>
        <div className="set-up">
          <Values connection={connection} onIssued={onIssued} />
          <Steps />
        </div>
      </Panel>
    </>
  );
}

function Values({ connection, onIssued }: SetUpProps): ReactNode {
  const [method] = useMethod(connection);
  return (
    <div className="set-up-fields">
      <MethodChoice connection={connection} onIssued={onIssued}>
        <CopyField label="Tenant URL" value={scimUrlOf(connection)} />
        {method !== 'token' && (
          <>
            <CopyField label="Token Endpoint" value={connection.tokenUrl} />
            <CopyField label="Client Identifier" value={connection.clientId} />
          </>
        )}
      </MethodChoice>
      <Waiting connection={connection}>
        <LastRefused connection={connection} />
      </Waiting>
    </div>
  );
}

/** How Entra signs in, which is in the address; the best that is set up unless told. */
export function useMethod(connection: Connection): readonly [Shown, (method: Shown) => void] {
  const [{ method: asked }, setUrl] = useUrl({ method: '' });
  const { data: credentials = [] } = useQuery(credentialsQuery(connection.id));
  const has = (method: Shown): boolean => credentials.some((one) => one.method === method && one.revokedAt === null);
  const known: Shown = !has('token') && has('clientSecret') ? 'clientSecret' : 'token';
  const usual: Shown = connection.methods.federated ? 'federated' : known;
  return [METHODS.find((one) => one === asked) ?? usual, (method) => setUrl({ method })];
}

/** The choice of the method, and what is needed for it: a credential, or trust in Entra's workload identity. */
export function MethodChoice({
  connection,
  onIssued,
  children,
}: SetUpProps & { readonly children?: ReactNode }): ReactNode {
  const t = useText(SET_UP_TEXTS);
  const page = useText(PROVISIONING);
  const [method, choose] = useMethod(connection);
  const { isLoading } = useQuery(credentialsQuery(connection.id));
  // Until they are known, what is usual and what was issued is not: neither is shown wrongly for a moment.
  if (isLoading) return <Skeleton rows={12} />;
  return (
    <div className="set-up-fields">
      <Segments
        label={page('method')}
        value={method}
        choices={METHODS.map((value) => ({ value, label: page(`method.${value}`) }))}
        onChange={choose}
      />
      <p className="muted small">{t(`hint.${method}`)}</p>
      {children}
      {method === 'federated' ? (
        <FederationForm key={String(connection.federation === null)} connection={connection} />
      ) : (
        <Secret connection={connection} method={method} onIssued={onIssued} />
      )}
    </div>
  );
}

/** Never the secret itself: whether there is one, and how to get another. */
function Secret({
  connection,
  method,
  onIssued,
}: SetUpProps & { readonly method: 'token' | 'clientSecret' }): ReactNode {
  const t = useText(SET_UP_TEXTS);
  const may = useMay();
  const { data: credentials } = useQuery(credentialsQuery(connection.id));
  const has = credentials?.some((one) => one.method === method && one.revokedAt === null) ?? false;
  const { run, isBusy, fault } = useAct({
    act: () => issueCredential(connection.id, { method }),
    onDone: onIssued,
    changes: [CONNECTIONS],
  });
  return (
    <SecretNote method={method} isIssued={has}>
      {may('credentials:issue') && (
        <div className="row">
          <Button isSmall isBusy={isBusy} onClick={() => run(undefined)}>
            {t(method === 'token' ? 'issueToken' : 'issueSecret')}
          </Button>
        </div>
      )}
      {fault !== null && <Notice tone="bad" title={fault} />}
    </SecretNote>
  );
}

interface SecretNoteProps {
  readonly method: 'token' | 'clientSecret';
  readonly isIssued: boolean;
  readonly children?: ReactNode;
}

/** In the place of the value: as Entra names it, and where it is. */
export function SecretNote({ method, isIssued, children }: SecretNoteProps): ReactNode {
  const t = useText(SET_UP_TEXTS);
  return (
    <div className="field">
      <span className="field-label">{method === 'token' ? 'Secret Token' : 'Client Secret'}</span>
      <span className="field-hint">{t(isIssued ? 'shownOnce' : 'noneIssued')}</span>
      {children}
    </div>
  );
}

interface WaitingProps {
  readonly connection: Connection;
  /** What is shown for as long as nobody was let in. */
  readonly children?: ReactNode;
}

export function Waiting({ connection, children }: WaitingProps): ReactNode {
  const t = useText(SET_UP_TEXTS);
  const page = useText(PROVISIONING);
  const { data: health } = useQuery(healthQuery(connection.id));
  // Told once, when it has begun to wait: what comes then is in the lists below.
  const [wasNever, setWasNever] = useState(false);
  const isNever = health?.contact.state === 'never';
  if (isNever && !wasNever) setWasNever(true);
  if (!wasNever || health === undefined) return null;
  return (
    <div className="waiting" role="status">
      {isNever ? <span className="pulse" aria-hidden="true" /> : null}
      <div>
        <strong>{isNever ? t('waiting') : page(`contact.${health.contact.state}`)}</strong>
        {isNever && <p className="muted small">{t('waitingText')}</p>}
        {isNever && children}
      </div>
    </div>
  );
}

/** Why Entra, which has come, is waited for all the same. */
function LastRefused({ connection }: { readonly connection: Connection }): ReactNode {
  const { data: decisions = [] } = useQuery(decisionsQuery(connection.id));
  const last = tellingOf(decisions);
  return last === undefined || last.reason === null ? null : <DatedOutcome decision={last} />;
}

const STEPS = [1, 2, 3, 4, 5, 6, 7] as const;

function Steps(): ReactNode {
  const t = useText(SET_UP_TEXTS);
  return (
    <div>
      <h3>{t('steps')}</h3>
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step}>{t(`step.${step}`)}</li>
        ))}
      </ol>
    </div>
  );
}
