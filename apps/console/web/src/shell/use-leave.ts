import { useQueryClient } from '@tanstack/react-query';
import { isProblem } from '../api/problem.ts';
import { signOut } from '../api/session.ts';
import { useText } from '../i18n/locale.ts';
import { toast } from '../ui/toast.tsx';
import { SHELL } from './texts.ts';

/** So long nobody wonders whether the button was pressed. */
const PATIENCE_MS = 3_000;

/** Signs out, or says that somebody still is signed in: they may be about to leave the machine to others. */
export function useLeave(): () => void {
  const t = useText(SHELL);
  const client = useQueryClient();
  // Nothing of one account is there for the next: the whole page is left.
  const gone = (url: string | null): void => {
    client.clear();
    location.assign(url ?? '/signed-out');
  };
  return () => {
    const slow = setTimeout(() => toast(t('signingOut'), 'bad'), PATIENCE_MS);
    signOut()
      .then(gone, (error: unknown) => {
        if (isProblem(error, 401)) gone(null);
        else toast(t('notSignedOut'), 'bad');
      })
      .finally(() => clearTimeout(slow));
  };
}
