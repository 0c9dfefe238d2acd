import { useState, type ReactNode } from 'react';
import { useText } from '../../../i18n/locale.ts';
import { Check } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/panel.tsx';
import { changeConnection } from '../queries.ts';
import { PROVISIONING } from '../texts.ts';
import { METHODS } from './methods.ts';
import { SettingDialog, type SettingProps } from './setting-dialog.tsx';
import { SETTINGS_TEXTS } from './texts.ts';

export function MethodsDialog({ connection, onClose }: SettingProps): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const names = useText(PROVISIONING);
  const [methods, setMethods] = useState(connection.methods);
  const isLess = METHODS.some((one) => connection.methods[one] && !methods[one]);
  return (
    <SettingDialog
      title={t('change.methods')}
      text={t('methodsText')}
      action={t('save')}
      done={t('saved')}
      act={() => () => changeConnection(connection.id, { methods })}
      onClose={onClose}
    >
      {METHODS.map((method) => (
        <Check
          key={method}
          checked={methods[method]}
          onChange={({ currentTarget: { checked } }) => setMethods({ ...methods, [method]: checked })}
        >
          {names(`method.${method}`)}
        </Check>
      ))}
      {isLess && <Notice tone="warn" title={t('methodEnds')} />}
      {methods.entraToken && <Notice tone="warn" title={t('entraTokenOn')} />}
    </SettingDialog>
  );
}
