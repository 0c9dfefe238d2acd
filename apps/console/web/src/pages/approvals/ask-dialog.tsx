import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';
import { APPROVALS, askForApproval } from './queries.ts';
import type { Wanted } from './standing.ts';
import { APPROVAL_TEXTS } from './texts.ts';

interface AskDialogProps {
  readonly wanted: Wanted;
  readonly onClose: () => void;
}

/** Says why, to the others. */
export function AskDialog({ wanted, onClose }: AskDialogProps): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const act = () => {
    const why = reason.trim();
    setMissing(why === '');
    return why === '' ? null : () => askForApproval({ ...wanted, reason: why });
  };
  return (
    <FormDialog
      title={t('askTitle')}
      text={t('askText')}
      action={t('askGo')}
      done={t('asked')}
      changes={[APPROVALS]}
      act={act}
      onClose={onClose}
    >
      <ReasonField value={reason} hint={t('reasonHint')} isMissing={isMissing} onChange={setReason} />
    </FormDialog>
  );
}
