import { useState, type ReactNode } from 'react';
import { answer, directoryApi } from '../../api/client.ts';
import { useText } from '../../i18n/locale.ts';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';
import { APPROVALS } from '../approvals/queries.ts';
import { ERASE_TEXTS } from './erase-texts.ts';
import { PERSON_KEY } from './queries.ts';

interface EraseDialogProps {
  readonly id: string;
  /** As they were called last, which is typed. */
  readonly name: string;
  readonly onClose: () => void;
}

export function EraseDialog({ id, name, onClose }: EraseDialogProps): ReactNode {
  const t = useText(ERASE_TEXTS);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isName = typed.trim().normalize() === name.trim().normalize();
  const act = () => {
    setTried(true);
    const body = { name: typed.trim(), reason: reason.trim() };
    return isName && body.reason !== '' ? () => erase(id, body) : null;
  };
  return (
    <FormDialog
      title={t('eraseTitle')}
      text={t('eraseNote')}
      action={t('eraseGo')}
      done={t('erased')}
      isDanger
      changes={[PERSON_KEY, APPROVALS]}
      act={act}
      onClose={onClose}
    >
      <TextField
        label={t('typeName', { name })}
        fault={isTried && !isName ? t('nameDiffers') : null}
        value={typed}
        required
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ReasonField
        value={reason}
        hint={t('reasonHint')}
        isMissing={isTried && reason.trim() === ''}
        onChange={setReason}
      />
    </FormDialog>
  );
}

function erase(id: string, body: { readonly name: string; readonly reason: string }): Promise<unknown> {
  return answer(directoryApi.DELETE('/employees/{id}/data', { params: { path: { id } }, body }));
}
