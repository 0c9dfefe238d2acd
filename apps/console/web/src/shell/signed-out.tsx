import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { sessionQuery } from '../api/session.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { SHELL } from './texts.ts';

// What few people see is not in the first load.
const Passkey = lazy(() =>
  import('../ui/passkey-button.tsx').then(({ PasskeyButton: component }) => ({ default: component })),
);
const Dialog = lazy(() => import('../ui/dialog.tsx').then(({ Dialog: component }) => ({ default: component })));

/** Over the page that somebody was on: it stays as they left it until they are back. */
export function SignedOut(): ReactNode {
  const t = useText(SHELL);
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const again = async (): Promise<void> => {
    setBusy(true);
    const session = await client.query({ ...sessionQuery, staleTime: 0 }).catch(() => null);
    setBusy(false);
    if (session === null) toast(t('stillSignedOut'), 'bad');
    else await client.invalidateQueries();
  };
  const action = (
    <Button kind="primary" isBusy={isBusy} onClick={() => void again()}>
      {t('signedInAgain')}
    </Button>
  );
  return (
    <Suspense>
      <Dialog title={t('signedOutTitle')} isOpen isAlert onClose={null} actions={action}>
        <p>{t('signedOutText')}</p>
        <p>
          <a href="/sign-in" target="_blank" rel="noopener">
            {t('signInElsewhere')}
          </a>
        </p>
        <Passkey onDone={() => void again()} />
      </Dialog>
    </Suspense>
  );
}
