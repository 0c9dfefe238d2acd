import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { DELIVERIES, resendDelivery } from './queries.ts';
import { DELIVERIES_TEXTS } from './texts.ts';

interface ResendDialogProps {
  readonly id: string;
  readonly status: 'uncertain' | 'failed';
  readonly onClose: () => void;
}

export function ResendDialog({ id, status, onClose }: ResendDialogProps): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const { run, isBusy, fault } = useAct({
    act: resendDelivery,
    onDone: () => {
      toast(t('resent'));
      onClose();
    },
    changes: [DELIVERIES],
  });
  const actions = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button kind="primary" isBusy={isBusy} onClick={() => run(id)}>
        {t('resend')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('resendTitle')} isOpen onClose={onClose} actions={actions}>
      <p className="muted">{t(status === 'uncertain' ? 'resendUncertain' : 'resendFailed')}</p>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
