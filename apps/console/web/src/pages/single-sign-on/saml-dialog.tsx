import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Check } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { isId, MethodFields, type Draft } from './method-fields.tsx';
import { setMethod, SIGN_ON, type SignOn } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

interface DialogProps {
  readonly signOn: SignOn;
  readonly onClose: () => void;
}

export function SamlDialog({ signOn: { saml, clouds }, onClose }: DialogProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  const [draft, setDraft] = useState<Draft>({
    on: saml?.on ?? true,
    cloud: saml?.cloud ?? clouds[0] ?? 'global',
    tenantId: saml?.tenantId ?? '',
    appId: saml?.appId ?? '',
  });
  const [idpInitiated, setIdpInitiated] = useState(saml?.idpInitiated ?? false);
  const [isTried, setTried] = useState(false);
  const act = () => {
    setTried(true);
    if (!isId(draft.tenantId) || !isId(draft.appId)) return null;
    return () => setMethod('saml', { ...draft, idpInitiated });
  };
  return (
    <FormDialog
      title={t('saml')}
      text={t('samlDialog')}
      action={t('save')}
      done={t('saved')}
      changes={[SIGN_ON]}
      act={act}
      onClose={onClose}
    >
      <MethodFields
        draft={draft}
        clouds={clouds}
        isTried={isTried}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      <Check checked={idpInitiated} onChange={({ currentTarget: { checked } }) => setIdpInitiated(checked)}>
        {t('idpCheck')}
      </Check>
      {idpInitiated && <Notice tone="warn" title={t('idpWarning')} />}
    </FormDialog>
  );
}
