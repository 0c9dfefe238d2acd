import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { UI } from '../../ui/texts.ts';
import { toast } from '../../ui/toast.tsx';
import { READERS, revokeReader, type Reader } from './reader-queries.ts';
import { READERS_TEXTS } from './reader-texts.ts';

interface RevokeDialogProps {
  readonly reader: Reader;
  readonly onClose: () => void;
}

export function RevokeDialog({ reader: { clientId, name }, onClose }: RevokeDialogProps): ReactNode {
  const t = useText(READERS_TEXTS);
  const ui = useText(UI);
  const { run, isBusy, fault } = useAct({
    act: revokeReader,
    onDone: () => {
      toast(t('revokedToast', { name }));
      onClose();
    },
    changes: [READERS],
  });
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind="danger" isBusy={isBusy} onClick={() => run(clientId)}>
        {t('revoke')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('revokeTitle', { name })} isOpen isAlert onClose={onClose} actions={actions}>
      <p>{t('revokeText')}</p>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
