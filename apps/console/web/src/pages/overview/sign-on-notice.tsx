import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/panel.tsx';
import { useNow } from '../../ui/time.tsx';
import { signOnQuery } from '../single-sign-on/queries.ts';
import { endingOf } from '../single-sign-on/verdict.ts';
import { OVERVIEW } from './texts.ts';

/** That what single sign-on is locked with ends soon: whoever looks here every day looks there once a year. */
export function SignOnNotice(): ReactNode {
  const t = useText(OVERVIEW);
  const path = useTenantPath();
  const { data } = useQuery(signOnQuery);
  const now = useNow();
  const ending = data === undefined ? null : endingOf(data, now);
  if (ending === null) return null;
  const { code, days } = ending;
  const isOfSecret = code === 'secret-expired' || code === 'secret-expires';
  const hasEnded = code === 'expired' || code === 'secret-expired';
  return (
    <Notice tone={hasEnded ? 'bad' : 'warn'} icon="warning" title={t(`signOn.${code}`, { count: days })}>
      <div className="stack-small">
        <p>{t('signOnText')}</p>
        <div className="row">
          <ButtonLink isSmall to={path('configuration/single-sign-on')} part={isOfSecret ? 'oidc' : 'saml'}>
            {t('signOnButton')}
          </ButtonLink>
        </div>
      </div>
    </Notice>
  );
}
