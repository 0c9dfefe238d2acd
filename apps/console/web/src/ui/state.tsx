import { useEffect, useState, type ReactNode } from 'react';
import { awaitedFor, type ServiceName } from '../api/awaited.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Role } from '../api/session.ts';
import { useLocale, useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { UI } from './texts.ts';
import './panel.css';

interface StateProps {
  readonly icon: IconName;
  readonly tone?: 'bad';
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** In place of what is not there: what is the matter, and what to do next. */
export function State({ icon, tone, title, children, action }: StateProps): ReactNode {
  return (
    <div className={tone === undefined ? 'state' : `state state-${tone}`}>
      <span className="state-icon">
        <Icon name={icon} size={20} />
      </span>
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

/** @param roles who may see it, where that is known */
export function Refused({ roles }: { readonly roles?: readonly Role[] }): ReactNode {
  const t = useText(UI);
  const list = new Intl.ListFormat(useLocale(), { type: 'disjunction' });
  const names = roles?.map((role) => t(`role.${role}`));
  return (
    <State icon="shield" title={t('refused')}>
      {names === undefined ? t('refusedHere') : t('refusedText', { roles: list.format(names) })}
    </State>
  );
}

export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): ReactNode {
  const t = useText(UI);
  if (error instanceof ApiProblem && error.status === 403) return <Refused />;
  const retry = <Button onClick={onRetry}>{t('retry')}</Button>;
  if (!(error instanceof ApiProblem)) {
    return (
      <State icon="warning" tone="bad" title={t('unreachable')} action={retry}>
        {t('unreachableText')}
      </State>
    );
  }
  const { service, requestId } = error;
  return (
    <State icon="warning" tone="bad" title={t(service === null ? 'failed' : 'away')} action={retry}>
      {service === null ? wordsOf(error, t('failedText')) : t('awayText', { service })}
      {requestId !== null && (
        <>
          <br />
          <span className="mono small">{t('requestId', { id: requestId })}</span>
        </>
      )}
    </State>
  );
}

/** What was asked wrongly its service says best. */
function wordsOf({ status, message }: ApiProblem, otherwise: string): string {
  return status === 400 ? message : otherwise;
}

const PATIENCE_MS = 300;

/** Longer than what takes its time at a million people: by then who waits wants to know what for. */
const LONG_MS = 3_000;

export interface SkeletonProps {
  /** So many lines, facts or tiles are awaited. */
  readonly rows?: number;
  readonly shape?: 'lines' | 'facts' | 'tiles';
}

/**
 * What comes sooner than after 300 ms needs no sign that it is awaited: it would only flicker. Its room is kept from the beginning, so
 * that what is below stays in place.
 */
export function Skeleton({ rows = 5, shape = 'lines' }: SkeletonProps): ReactNode {
  const t = useText(UI);
  const isShown = useAfter(PATIENCE_MS);
  const isLong = useAfter(LONG_MS);
  return (
    <div className={`skeleton skeleton-${shape}${isShown ? '' : ' skeleton-early'}`} role="status">
      {isLong ? <Awaited /> : <span className="hidden-visually">{t('loading')}</span>}
      {Array.from({ length: isLong ? rows - 1 : rows }, (_, index) => (
        <span key={index} aria-hidden="true" />
      ))}
    </div>
  );
}

/** The room of what is awaited together with something that says so. */
export function Room({ rows = 5, shape = 'lines' }: SkeletonProps): ReactNode {
  return (
    <div className={`skeleton skeleton-${shape} skeleton-early`} aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} aria-hidden="true" />
      ))}
    </div>
  );
}

function useAfter(ms: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isOver;
}

/** Of whom an answer is awaited that others have given by now. */
function Awaited(): ReactNode {
  const t = useText(UI);
  const list = new Intl.ListFormat(useLocale());
  const names = useLate().map((one) => t(`service.${one}`));
  return (
    <p className="small muted">
      {names.length === 0 ? t('awaited') : t('awaitedOf', { services: list.format(names) })}
    </p>
  );
}

/** What is asked as a panel is shown is asked a little after its skeleton is. */
const LATE_MS = LONG_MS - 500;
const TICK_MS = 1_000;

function useLate(): readonly ServiceName[] {
  const [late, setLate] = useState(() => awaitedFor(LATE_MS));
  useEffect(() => {
    const timer = setInterval(() => {
      const now = awaitedFor(LATE_MS);
      setLate((before) => (before.join() === now.join() ? before : now));
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return late;
}
