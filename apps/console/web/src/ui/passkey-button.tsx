import { useState, type ReactNode } from 'react';
import { hasPasskeys, signInByPasskey } from '../api/passkey.ts';
import { ApiProblem } from '../api/problem.ts';
import { useText } from '../i18n/locale.ts';
import { Button, type ButtonKind } from './button.tsx';
import { Icon } from './icon.tsx';
import { UI } from './texts.ts';

interface PasskeyButtonProps {
  readonly kind?: ButtonKind;
  readonly onDone: () => void;
}

/** Signs in, where the browser has passkeys. */
export function PasskeyButton({ kind = 'primary', onDone }: PasskeyButtonProps): ReactNode {
  const t = useText(UI);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  if (!hasPasskeys()) return null;
  const signIn = async (): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      await signInByPasskey();
      onDone();
    } catch (error) {
      // The browser's own words are for developers; whoever has cancelled knows it.
      setFault(error instanceof ApiProblem ? error.message : t('passkeyFailed'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button kind={kind} isBusy={isBusy} onClick={() => void signIn()}>
        <Icon name="key" size={16} />
        {t('passkey')}
      </Button>
      {fault !== null && (
        <p className="field-fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}
