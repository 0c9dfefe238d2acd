import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { askMicrosoft, offersQuery } from '../../api/sign-in.ts';
import { useText } from '../../i18n/locale.ts';
import './microsoft-button.css';
import { SIGN_IN } from './texts.ts';

/** As Microsoft’s branding guidelines for sign-in buttons have it: the four squares, these words, its colours. */
export function MicrosoftButton({ to }: { readonly to: string | null }): ReactNode {
  const t = useText(SIGN_IN);
  const { data } = useQuery(offersQuery);
  const { run, isBusy, fault } = useAct({ act: askMicrosoft, onDone: (url) => location.assign(url) });
  if (data?.microsoft !== true) return null;
  return (
    <>
      <button
        type="button"
        className="microsoft-button"
        aria-disabled={isBusy || undefined}
        aria-busy={isBusy || undefined}
        onClick={() => {
          if (!isBusy) run(to);
        }}
      >
        <Squares />
        {t('microsoft')}
      </button>
      {fault !== null && (
        <p className="field-fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

function Squares(): ReactNode {
  return (
    <svg viewBox="0 0 21 21" width="21" height="21" aria-hidden="true">
      <rect x="1" y="1" width="9" height="9" fill="#f25022" />
      <rect x="11" y="1" width="9" height="9" fill="#7fba00" />
      <rect x="1" y="11" width="9" height="9" fill="#00a4ef" />
      <rect x="11" y="11" width="9" height="9" fill="#ffb900" />
    </svg>
  );
}
