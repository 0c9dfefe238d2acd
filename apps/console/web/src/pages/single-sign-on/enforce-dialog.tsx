import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { APPROVALS } from '../approvals/queries.ts';
import { Losers } from './losers.tsx';
import { enforce, SIGN_ON, type Preview } from './queries.ts';
import { ENFORCEMENT_TEXTS } from './enforcement-texts.ts';
import { TypedName, useTypedName } from './typed-name.tsx';

interface EnforceDialogProps {
  /** null: it is not known who loses access. */
  readonly preview: Preview | null;
  readonly onClose: () => void;
}

export function EnforceDialog({ preview, onClose }: EnforceDialogProps): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const isName = useTypedName(typed);
  const act = () => {
    setTried(true);
    return isName ? () => enforce(typed.trim()) : null;
  };
  return (
    <FormDialog
      title={t('enforceTitle')}
      text={t('enforceText')}
      action={t('enforce')}
      done={t('enforcedToast')}
      isDanger
      changes={[SIGN_ON, APPROVALS]}
      act={act}
      onClose={onClose}
    >
      {preview !== null && <Losers lose={preview.lose} hasMore={preview.more} />}
      <TypedName value={typed} isWrong={isTried && !isName} onChange={setTyped} />
    </FormDialog>
  );
}
