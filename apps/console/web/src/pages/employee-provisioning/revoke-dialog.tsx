import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { useNow } from '../../ui/time.tsx';
import { UI } from '../../ui/texts.ts';
import { toast } from '../../ui/toast.tsx';
import { useCredentialName } from './credential-name.ts';
import { CONNECTIONS, revokeCredential, type Credential } from './queries.ts';
import { CREDENTIAL_TEXTS } from './credential-texts.ts';

interface RevokeDialogProps {
  readonly credential: Credential;
  readonly all: readonly Credential[];
  readonly onClose: () => void;
}

export function RevokeDialog({ credential, all, onClose }: RevokeDialogProps): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const ui = useText(UI);
  const format = useFormat();
  const now = useNow();
  const { id, connectionId, lastUsedAt } = credential;
  const name = useCredentialName(all)(credential);
  const { run, isBusy, fault } = useAct({
    act: () => revokeCredential(connectionId, id),
    onDone: () => {
      toast(t('revokedToast', { name }));
      onClose();
    },
    changes: [CONNECTIONS],
  });
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind="danger" isBusy={isBusy} onClick={() => run(undefined)}>
        {t('revoke')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('revokeTitle', { name })} isOpen isAlert onClose={onClose} actions={actions}>
      <p>
        {lastUsedAt === null
          ? t('revokeUnused')
          : t('revokeUsed', { when: format.relative(new Date(lastUsedAt), now) })}
      </p>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
