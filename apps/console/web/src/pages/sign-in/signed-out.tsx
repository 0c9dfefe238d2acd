import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { sessionQuery } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PasskeyButton } from '../../ui/passkey-button.tsx';
import { Card } from './card.tsx';
import { SIGN_IN } from './texts.ts';

export function SignedOutPage(): ReactNode {
  const t = useText(SIGN_IN);
  const navigate = useNavigate();
  const client = useQueryClient();
  const done = (): void => {
    client.removeQueries({ queryKey: sessionQuery.queryKey });
    void navigate({ to: '/', replace: true });
  };
  useEffect(() => {
    document.title = `${t('signedOut')} · Rollcall`;
  }, [t]);
  return (
    <Card title={t('signedOut')}>
      <p>{t('signedOutText')}</p>
      <p>{t('howDemo')}</p>
      <p>{t('howAdmin')}</p>
      <PasskeyButton onDone={done} />
    </Card>
  );
}
