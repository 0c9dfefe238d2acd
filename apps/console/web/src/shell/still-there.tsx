import { useEffect, useId, useState, type ReactNode } from 'react';
import { askWhetherAttended } from '../api/attended.ts';
import { useFormat } from '../i18n/format.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { SHELL } from './texts.ts';

interface StillThereProps {
  /** When the session ends if nobody answers, in milliseconds since 1970. */
  readonly end: number;
  readonly onStay: () => Promise<boolean>;
  readonly onSignOut: () => void;
}

/** Before a session that nobody uses ends: one key, or one click, keeps it (WCAG 2.2.1). */
export function StillThere({ end, onStay, onSignOut }: StillThereProps): ReactNode {
  const t = useText(SHELL);
  const told = useId();
  const [isBusy, setBusy] = useState(false);
  // As long as it can be seen: of whoever is asked nothing what they do keeps the session.
  useEffect(() => {
    askWhetherAttended(true);
    return () => askWhetherAttended(false);
  }, []);
  const stay = async (): Promise<void> => {
    setBusy(true);
    const isTold = await onStay();
    setBusy(false);
    if (!isTold) toast(t('notStayed'), 'bad');
  };
  const actions = (
    <>
      <Button onClick={onSignOut}>{t('signOut')}</Button>
      <Button kind="primary" isBusy={isBusy} onClick={() => void stay()}>
        {t('stay')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('stillThere')} isOpen isAlert describedBy={told} onClose={() => void stay()} actions={actions}>
      <p id={told}>
        <Left until={end} />
      </p>
    </Dialog>
  );
}

/** Counts down for the eye; a reader hears it once, with the dialog. */
function Left({ until }: { readonly until: number }): ReactNode {
  const t = useText(SHELL);
  const format = useFormat();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1_000);
    return () => clearInterval(timer);
  }, []);
  // Where nobody can say whether it has ended, it ends now, and never "five seconds ago".
  const when = format.relative(new Date(until), new Date(Math.min(now.getTime(), until)));
  return <span role="timer">{t('stillThereText', { when })}</span>;
}
