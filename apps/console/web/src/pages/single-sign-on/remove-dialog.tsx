import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { removeMethod, SIGN_ON, type Method } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

interface RemoveDialogProps {
  readonly method: Method;
  readonly onClose: () => void;
}

export function RemoveDialog({ method, onClose }: RemoveDialogProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  return (
    <FormDialog
      title={t('removeTitle', { name: t(method) })}
      text={t('removeText')}
      action={t('remove')}
      done={t('removed', { name: t(method) })}
      isDanger
      changes={[SIGN_ON]}
      act={() => () => removeMethod(method)}
      onClose={onClose}
    />
  );
}
