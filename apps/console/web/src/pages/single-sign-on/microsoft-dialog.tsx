import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Check, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { idIn, isId } from './method-fields.tsx';
import { setMethod, SIGN_ON, type SignOn } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

interface DialogProps {
  readonly signOn: SignOn;
  readonly onClose: () => void;
}

/** Of the company nothing is needed but which tenant of Entra it is: the app is the installation’s. */
export function MicrosoftDialog({ signOn: { microsoft }, onClose }: DialogProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  const [tenantId, setTenantId] = useState(microsoft?.tenantId ?? '');
  const [on, setOn] = useState(microsoft?.on ?? true);
  const [isTried, setTried] = useState(false);
  const act = () => {
    setTried(true);
    return isId(tenantId) ? () => setMethod('microsoft', { on, tenantId }) : null;
  };
  return (
    <FormDialog
      title={t('microsoft')}
      text={t('microsoftDialog')}
      action={t('save')}
      done={t('saved')}
      changes={[SIGN_ON]}
      act={act}
      onClose={onClose}
    >
      <TextField
        label="Directory (tenant) ID"
        fault={isTried && !isId(tenantId) ? t('idWanted') : null}
        value={tenantId}
        required
        dir="ltr"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTenantId(idIn(event.currentTarget.value))}
      />
      <Check checked={on} onChange={({ currentTarget: { checked } }) => setOn(checked)}>
        {t('onCheck')}
      </Check>
    </FormDialog>
  );
}
