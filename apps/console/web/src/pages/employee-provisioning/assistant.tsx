import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel, PanelSkeleton } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { useUrl } from '../../ui/url.ts';
import { ASSISTANT_TEXTS } from './assistant-texts.ts';
import { tellingOf } from './contact.ts';
import { DatedOutcome } from './decisions.tsx';
import {
  credentialsQuery,
  decisionsQuery,
  healthQuery,
  scimUrlOf,
  type Connection,
  type Credential,
  type Health,
  type Issued,
} from './queries.ts';
import { SET_UP_TEXTS } from './set-up-texts.ts';
import { MethodChoice, SecretNote, useMethod, Waiting } from './set-up.tsx';
import './assistant.css';

const STEPS = ['method', 'paste', 'test', 'map', 'demand', 'mails'] as const;
type Step = (typeof STEPS)[number];

interface AssistantProps {
  readonly connection: Connection;
  readonly onIssued: (issued: Issued) => void;
}

/**
 * Connecting step by step. What is done follows from what the services know, and which step is open from the address: it can be
 * left, gone on with, and its link given to somebody else.
 */
export function Assistant({ connection, onIssued }: AssistantProps): ReactNode {
  const t = useText(ASSISTANT_TEXTS);
  const { data: health, isLoading: isHealthAwaited } = useQuery(healthQuery(connection.id));
  const { data: credentials = [], isLoading: areCredentialsAwaited } = useQuery(credentialsQuery(connection.id));
  const [{ step }, setUrl] = useUrl({ step: '' });
  const done = doneOf(connection, credentials, health);
  const open = STEPS.find((one) => one === step) ?? STEPS.find((one) => !done.has(one)) ?? 'mails';
  // No step is open for a moment that is done.
  if (isHealthAwaited || areCredentialsAwaited) return <PanelSkeleton rows={STEPS.length} />;
  return (
    <Panel title={t('assistantTitle')} description={t('assistantText')}>
      <ol className="assistant">
        {STEPS.map((one, index) => (
          <li key={one} className="assistant-step">
            <span className={done.has(one) ? 'assistant-mark assistant-done' : 'assistant-mark'}>
              {done.has(one) ? <Icon name="check" size={14} /> : index + 1}
            </span>
            <div className="assistant-body">
              <h3>
                <button
                  type="button"
                  aria-expanded={one === open}
                  className="assistant-head"
                  onClick={() => setUrl({ step: one })}
                >
                  {t(`assistant.${one}`)}
                  {done.has(one) && <span className="hidden-visually">{t('assistantDone')}</span>}
                </button>
              </h3>
              {one === open && <StepBody step={one} connection={connection} health={health} onIssued={onIssued} />}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function doneOf(
  { methods, notificationAddresses }: Connection,
  credentials: readonly Credential[],
  health: Health | undefined,
): ReadonlySet<Step> {
  const isCalled = health !== undefined && health.contact.state !== 'never';
  const hasPeople = health !== undefined && health.people.all > 0;
  const facts: readonly (readonly [Step, boolean])[] = [
    ['method', methods.federated || credentials.some(({ revokedAt }) => revokedAt === null)],
    ['paste', isCalled],
    ['test', isCalled],
    ['map', hasPeople],
    ['demand', hasPeople],
    ['mails', notificationAddresses.length > 0],
  ];
  return new Set(facts.filter(([, isDone]) => isDone).map(([step]) => step));
}

interface BodyProps extends AssistantProps {
  readonly step: Step;
  readonly health: Health | undefined;
}

function StepBody({ step, connection, health, onIssued }: BodyProps): ReactNode {
  const t = useText(ASSISTANT_TEXTS);
  const setUp = useText(SET_UP_TEXTS);
  switch (step) {
    case 'method':
      return <MethodChoice connection={connection} onIssued={onIssued} />;
    case 'paste':
      return <Paste connection={connection} />;
    case 'test':
      return <Test connection={connection} />;
    case 'map':
      return <Advice texts={[setUp('step.3'), setUp('step.4'), setUp('step.5')]} />;
    case 'demand':
      return <Advice texts={[setUp('step.6'), t('assistantPeople', { count: health?.people.all ?? 0 })]} />;
    case 'mails':
      return <Mails connection={connection} health={health} />;
  }
}

function Advice({ texts }: { readonly texts: readonly string[] }): ReactNode {
  return (
    <div className="stack-small muted" role="status">
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}

function Paste({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(SET_UP_TEXTS);
  const [method] = useMethod(connection);
  return (
    <div className="stack-small">
      <p className="muted">{t('step.2')}</p>
      <CopyField label="Tenant URL" value={scimUrlOf(connection)} />
      {method !== 'token' && (
        <>
          <CopyField label="Token Endpoint" value={connection.tokenUrl} />
          <CopyField label="Client Identifier" value={connection.clientId} />
        </>
      )}
      {method !== 'federated' && <SecretNote method={method} isIssued />}
    </div>
  );
}

/** The last that came, with what was expected of it and how to mend it. */
function Test({ connection }: { readonly connection: Connection }): ReactNode {
  const { data: decisions = [] } = useQuery(decisionsQuery(connection.id));
  const { data: health } = useQuery(healthQuery(connection.id));
  const last = health?.contact.state === 'never' ? tellingOf(decisions) : decisions[0];
  return (
    <div className="stack-small">
      <Waiting connection={connection} />
      {last !== undefined && <DatedOutcome decision={last} />}
    </div>
  );
}

function Mails({ connection, health }: Pick<BodyProps, 'connection' | 'health'>): ReactNode {
  const t = useText(ASSISTANT_TEXTS);
  const { notificationAddresses } = connection;
  const [next] = health?.expiries ?? [];
  return (
    <div className="stack-small muted">
      <p>
        {notificationAddresses.length === 0 ? t('assistantNoMails') : <bdi>{notificationAddresses.join(', ')}</bdi>}
      </p>
      {next?.expiresAt != null && (
        <p>
          {t('assistantExpiry')} <Time at={next.expiresAt} />
        </p>
      )}
    </div>
  );
}
