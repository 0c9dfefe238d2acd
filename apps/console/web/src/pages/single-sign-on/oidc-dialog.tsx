import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { TextField } from '../../ui/field.tsx';
import { MethodDialog, useMethodForm, type MethodDialogProps } from './method-dialog.tsx';
import { isId } from './method-fields.tsx';
import { METHOD_TEXTS } from './method-texts.ts';
import { setMethod } from './queries.ts';

const MOST_SECRET = 500;

export function OidcDialog(props: MethodDialogProps): ReactNode {
  const { oidc, clouds } = props.signOn;
  const t = useText(METHOD_TEXTS);
  const form = useMethodForm({ ...oidc, ...(oidc && { appId: oidc.clientId }) }, clouds);
  const { draft, isTried } = form;
  const [secret, setSecret] = useState('');
  const [until, setUntil] = useState(oidc?.secret.expiresAt?.slice(0, 10) ?? '');
  const isSecretMissing = draft.on && secret === '' && oidc?.secret.set !== true;
  // Beside the Value stands the Secret ID, which Entra takes for no secret.
  const isSecretId = isId(secret);
  const isEndMissing = secret !== '' && until === '';
  const act = () => {
    form.setTried(true);
    if (!isId(draft.tenantId) || !isId(draft.appId) || isSecretMissing || isSecretId || isEndMissing) return null;
    const { appId: clientId, ...rest } = draft;
    const secretExpiresAt = until === '' ? null : `${until}T00:00:00.000Z`;
    return () => setMethod('oidc', { ...rest, clientId, secretExpiresAt, ...(secret !== '' && { secret }) });
  };
  const secretFault = !isTried ? null : isSecretMissing ? t('secretWanted') : isSecretId ? t('secretIsId') : null;
  return (
    <MethodDialog {...props} method="oidc" form={form} act={act}>
      <TextField
        label="Client secret"
        hint={t(oidc?.secret.set === true ? 'secretKept' : 'secretValue')}
        fault={secretFault}
        type="password"
        value={secret}
        maxLength={MOST_SECRET}
        dir="ltr"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setSecret(event.currentTarget.value.trim())}
      />
      <TextField
        label={t('secretExpiry')}
        hint={t('secretExpiryHint')}
        type="date"
        fault={isTried && isEndMissing ? t('secretExpiryWanted') : null}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </MethodDialog>
  );
}
