import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Check } from '../../ui/field.tsx';
import { Notice } from '../../ui/panel.tsx';
import { MethodDialog, useMethodForm, type MethodDialogProps } from './method-dialog.tsx';
import { isId } from './method-fields.tsx';
import { METHOD_TEXTS } from './method-texts.ts';
import { setMethod } from './queries.ts';

export function SamlDialog(props: MethodDialogProps): ReactNode {
  const { saml, clouds } = props.signOn;
  const t = useText(METHOD_TEXTS);
  const form = useMethodForm({ ...saml }, clouds);
  const [idpInitiated, setIdpInitiated] = useState(saml?.idpInitiated ?? false);
  const act = () => {
    const { draft } = form;
    form.setTried(true);
    if (!isId(draft.tenantId) || !isId(draft.appId)) return null;
    return () => setMethod('saml', { ...draft, idpInitiated });
  };
  return (
    <MethodDialog {...props} method="saml" form={form} act={act}>
      <Check checked={idpInitiated} onChange={({ currentTarget: { checked } }) => setIdpInitiated(checked)}>
        {t('idpCheck')}
      </Check>
      {idpInitiated && <Notice tone="warn" title={t('idpWarning')} />}
    </MethodDialog>
  );
}
