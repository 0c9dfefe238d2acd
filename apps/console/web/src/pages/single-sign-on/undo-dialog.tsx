import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SIGN_ON, undo } from './queries.ts';
import { ENFORCEMENT_TEXTS } from './enforcement-texts.ts';
import { TypedName, useTypedName } from './typed-name.tsx';

interface UndoDialogProps {
  /** Within its day: then no name is asked for. */
  readonly isYoung: boolean;
  readonly onClose: () => void;
}

export function UndoDialog({ isYoung, onClose }: UndoDialogProps): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const isName = useTypedName(typed);
  const act = () => {
    setTried(true);
    if (isYoung) return () => undo(null);
    return isName ? () => undo(typed.trim()) : null;
  };
  return (
    <FormDialog
      title={t('undoTitle')}
      text={t('undoText')}
      action={t('undo')}
      done={t('undone')}
      changes={[SIGN_ON]}
      act={act}
      onClose={onClose}
    >
      {!isYoung && <TypedName value={typed} isWrong={isTried && !isName} onChange={setTyped} />}
    </FormDialog>
  );
}
