import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useScimUrl, type Issued } from './queries.ts';
import { CREDENTIAL_TEXTS } from './credential-texts.ts';

interface SecretDialogProps {
  readonly issued: Issued;
  readonly onDone: () => void;
}

/** What is shown once, by Entra's own names. Only its button closes it. */
export function SecretDialog({ issued, onDone }: SecretDialogProps): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const scimUrl = useScimUrl(issued.connectionId);
  const fields = [
    ['Tenant URL', scimUrl],
    ['Secret Token', issued.token],
    ['Token Endpoint', issued.tokenUrl],
    ['Client Identifier', issued.clientId],
    ['Client Secret', issued.clientSecret],
  ] as const;
  const action = (
    <Button kind="primary" onClick={onDone}>
      {t('secretDone')}
    </Button>
  );
  return (
    <Dialog title={t('secretTitle')} isOpen isAlert onClose={null} actions={action}>
      <p className="muted">{t('secretText')}</p>
      {fields.map(([label, value]) => value !== undefined && <CopyField key={label} label={label} value={value} />)}
    </Dialog>
  );
}
