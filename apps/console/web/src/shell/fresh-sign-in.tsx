import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { askForFreshSignIn, useFreshSignInAsked } from '../api/fresh-sign-in.ts';
import { sessionQuery, useSession, type AccountKind } from '../api/session.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from '../ui/button.tsx';
import { SHELL } from './texts.ts';

const Passkey = lazy(() =>
  import('../ui/passkey-button.tsx').then(({ PasskeyButton: component }) => ({ default: component })),
);
const Dialog = lazy(() => import('../ui/dialog.tsx').then(({ Dialog: component }) => ({ default: component })));

const StepUp = lazy(() => import('./step-up.tsx').then(({ StepUp: component }) => ({ default: component })));

/** What is marked in the table of permissions asks who it is again, where the sign-in is older than five minutes. */
export function FreshSignIn(): ReactNode {
  const t = useText(SHELL);
  const client = useQueryClient();
  const how = howOf(useSession().account.kind);
  if (!useFreshSignInAsked()) return null;
  const done = (): void => {
    // A new session has a new token for writes: what is done once more has to bring it.
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey }).finally(() => askForFreshSignIn(false));
  };
  const action = <Button onClick={done}>{t('freshDone')}</Button>;
  return (
    <Suspense>
      <Dialog title={t('freshTitle')} isOpen onClose={done} actions={action}>
        <p>{t(`freshText.${how}`)}</p>
        {how === 'entra' && <StepUp />}
        {how === 'local' && <Passkey onDone={done} />}
      </Dialog>
    </Suspense>
  );
}

/** As they signed in, so they say once more who they are. */
function howOf(kind: AccountKind): 'entra' | 'local' | 'demonstration' {
  if (kind === 'oidc' || kind === 'saml') return 'entra';
  return kind === 'demonstration' ? 'demonstration' : 'local';
}
