import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { ATTRIBUTES, retireAttribute } from './queries.ts';
import { ATTRIBUTES_TEXTS } from './texts.ts';

interface RetireDialogProps {
  readonly name: string;
  readonly onClose: () => void;
}

export function RetireDialog({ name, onClose }: RetireDialogProps): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const { run, isBusy, fault } = useAct({
    act: retireAttribute,
    onDone: () => {
      toast(t('retiredToast', { name }));
      onClose();
    },
    changes: [ATTRIBUTES],
  });
  const actions = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button kind="danger" isBusy={isBusy} onClick={() => run(name)}>
        {t('retire')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('retireTitle', { name })} isOpen isAlert onClose={onClose} actions={actions}>
      <p>{t('retireText')}</p>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
