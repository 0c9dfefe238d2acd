import { useState, type ReactNode } from 'react';
import { useText } from '../../../i18n/locale.ts';
import { TextField } from '../../../ui/field.tsx';
import { changeConnection } from '../queries.ts';
import { SettingDialog, type SettingProps } from './setting-dialog.tsx';
import { SETTINGS_TEXTS } from './texts.ts';

export function NameDialog({ connection, onClose }: SettingProps): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const [name, setName] = useState(connection.name);
  const [isMissing, setMissing] = useState(false);
  const act = () => {
    const next = name.trim();
    setMissing(next === '');
    return next === '' ? null : () => changeConnection(connection.id, { name: next });
  };
  return (
    <SettingDialog title={t('change.name')} action={t('save')} done={t('saved')} act={act} onClose={onClose}>
      <TextField
        label={t('name')}
        fault={isMissing ? t('nameMissing') : null}
        value={name}
        dir="auto"
        maxLength={200}
        autoComplete="off"
        required
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </SettingDialog>
  );
}
