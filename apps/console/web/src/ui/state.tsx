import { useEffect, useState, type ReactNode } from 'react';
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

/** What comes sooner than after 300 ms needs no sign that it is awaited: it would only flicker. */
export function Skeleton({ rows = 5 }: { readonly rows?: number }): ReactNode {
  const t = useText(UI);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" role="status">
      <span className="hidden-visually">{t('loading')}</span>
      {isShown && Array.from({ length: rows }, (_, index) => <span key={index} aria-hidden="true" />)}
    </div>
  );
}
