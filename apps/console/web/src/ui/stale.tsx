import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { UI } from './texts.ts';
import { Moment } from './time.tsx';
import './panel.css';

interface StaleProps {
  /** Null: it is not answered. */
  readonly error: Error | null;
  /** When what is shown was answered, in milliseconds since 1970. */
  readonly at: number;
  readonly onRetry: () => void;
}

/** Above what was answered before and cannot be asked again now: why not, and how old it is. */
export function Stale({ error, at, onRetry }: StaleProps): ReactNode {
  const t = useText(UI);
  return (
    <div className="stale small" role="status">
      <Icon name="warning" size={16} />
      <span>
        <Why error={error} /> {t('staleSince')} <Moment at={new Date(at)} />.
      </span>
      <Button kind="quiet" isSmall onClick={onRetry}>
        {t('retry')}
      </Button>
    </div>
  );
}

/** Why something cannot be asked, in one sentence; null: it was asked, and is not answered. */
export function Why({ error }: { readonly error: Error | null }): ReactNode {
  const t = useText(UI);
  if (error === null) return t('staleAwaited');
  if (!(error instanceof ApiProblem)) return `${t('unreachable')}.`;
  return error.service === null ? t('staleFailed') : t('staleAway', { service: error.service });
}
