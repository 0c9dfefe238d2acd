import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Card } from './card.tsx';
import { SIGN_IN } from './texts.ts';

export function SignedOutPage(): ReactNode {
  const t = useText(SIGN_IN);
  useEffect(() => {
    document.title = `${t('signedOut')} · Rollcall`;
  }, [t]);
  return (
    <Card title={t('signedOut')}>
      <p>{t('signedOutText')}</p>
      <p>{t('howDemo')}</p>
      <p>{t('howAdmin')}</p>
    </Card>
  );
}
