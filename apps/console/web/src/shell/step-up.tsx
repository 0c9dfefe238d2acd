import { useState, type ReactNode } from 'react';
import { beginStepUp } from '../api/sign-in.ts';
import { useAct } from '../api/act.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from '../ui/button.tsx';
import { SHELL } from './texts.ts';

/** By the identity provider, in another window: what somebody typed in this one stays. */
export function StepUp(): ReactNode {
  const t = useText(SHELL);
  const [url, setUrl] = useState<string | null>(null);
  const { run, isBusy, fault } = useAct({
    act: beginStepUp,
    onDone: (where) => {
      setUrl(where);
      window.open(where, '_blank', 'noopener');
    },
  });
  return (
    <>
      <Button kind="primary" isBusy={isBusy} onClick={() => run(undefined)}>
        {t('stepUp')}
      </Button>
      {url !== null && (
        <p>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {t('stepUpOpen')}
          </a>
        </p>
      )}
      {fault !== null && (
        <p className="field-fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}
