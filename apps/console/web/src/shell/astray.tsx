import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { Button } from '../ui/button.tsx';
import { State } from '../ui/state.tsx';
import { SHELL } from './texts.ts';
import { useWindowTitle } from './title.ts';

export function NotFound(): ReactNode {
  const t = useText(SHELL);
  useWindowTitle(t('notFound'));
  return (
    <div className="stack astray">
      <h1 className="hidden-visually">{t('notFound')}</h1>
      <State
        icon="search"
        title={t('notFound')}
        action={
          <Link to="/" className="button button-plain">
            {t('toStart')}
          </Link>
        }
      >
        {t('notFoundText')}
      </State>
    </div>
  );
}

export function Broken(): ReactNode {
  const t = useText(SHELL);
  return (
    <div className="stack astray">
      <h1 className="hidden-visually">{t('broken')}</h1>
      <State
        icon="warning"
        tone="bad"
        title={t('broken')}
        action={<Button onClick={() => location.reload()}>{t('reload')}</Button>}
      >
        {t('brokenText')}
      </State>
    </div>
  );
}
