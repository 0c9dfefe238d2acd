import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { isId, MethodFields, type Draft } from './method-fields.tsx';
import { setMethod, SIGN_ON, type SignOn } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

const MOST_SECRET = 500;

interface DialogProps {
  readonly signOn: SignOn;
  readonly onClose: () => void;
}

export function OidcDialog({ signOn: { oidc, clouds }, onClose }: DialogProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  const [draft, setDraft] = useState<Draft>({
    on: oidc?.on ?? true,
    cloud: oidc?.cloud ?? clouds[0] ?? 'global',
    tenantId: oidc?.tenantId ?? '',
    appId: oidc?.clientId ?? '',
  });
  const [secret, setSecret] = useState('');
  const [until, setUntil] = useState(oidc?.secret.expiresAt?.slice(0, 10) ?? '');
  const [isTried, setTried] = useState(false);
  const isSecretMissing = draft.on && secret === '' && oidc?.secret.set !== true;
  // Beside the Value stands the Secret ID, which Entra takes for no secret.
  const isSecretId = isId(secret);
  const isEndMissing = secret !== '' && until === '';
  const act = () => {
    setTried(true);
    if (!isId(draft.tenantId) || !isId(draft.appId) || isSecretMissing || isSecretId || isEndMissing) return null;
    const { appId: clientId, ...rest } = draft;
    const secretExpiresAt = until === '' ? null : `${until}T00:00:00.000Z`;
    return () => setMethod('oidc', { ...rest, clientId, secretExpiresAt, ...(secret !== '' && { secret }) });
  };
  const secretFault = !isTried ? null : isSecretMissing ? t('secretWanted') : isSecretId ? t('secretIsId') : null;
  return (
    <FormDialog
      title={t('oidc')}
      text={t('oidcDialog')}
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
    </FormDialog>
  );
}
