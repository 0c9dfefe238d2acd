import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { useUnheard } from './lasting.ts';
import { UI } from './texts.ts';
import { Moment } from './time.tsx';
import './panel.css';

interface StaleProps {
  readonly error: Error | null;
  /** When what is shown was answered, in milliseconds since 1970. */
  readonly at: number;
  readonly onRetry: () => void;
}

/** Above what was answered before and cannot be asked again now: why not, and how old it is. */
export function Stale({ error, at, onRetry }: StaleProps): ReactNode {
  const t = useText(UI);
  const lasts = useUnheard(error);
  if (!lasts || error === null) return null;
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

/** Why something cannot be asked, in one sentence. */
export function Why({ error }: { readonly error: Error }): ReactNode {
  const t = useText(UI);
  if (!(error instanceof ApiProblem)) return `${t('unreachable')}.`;
  return error.service === null ? t('staleFailed') : t('staleAway', { service: error.service });
}
