import { useState, type ReactNode } from 'react';
import { useText } from '../../../i18n/locale.ts';
import { ReasonField } from '../../../ui/reason-field.tsx';
import { removeConnection } from '../queries.ts';
import { SettingDialog, type SettingProps } from './setting-dialog.tsx';
import { SETTINGS_TEXTS } from './texts.ts';

export function RemoveDialog({ connection: { id, name }, onClose }: SettingProps): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const act = () => {
    const why = reason.trim();
    setMissing(why === '');
    return why === '' ? null : () => removeConnection(id, why);
  };
  return (
    <SettingDialog
      title={t('removeTitle', { name })}
      text={t('removeText')}
      action={t('remove')}
      done={t('removed', { name })}
      isDanger
      act={act}
      onClose={onClose}
    >
      <ReasonField value={reason} isMissing={isMissing} onChange={setReason} />
    </SettingDialog>
  );
}
