import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';
import { UI } from '../../ui/texts.ts';
import { toast } from '../../ui/toast.tsx';
import { CONNECTIONS } from './queries.ts';
import { HOLD_TEXTS } from './hold-texts.ts';

interface ReasonDialogProps {
  readonly what: 'release' | 'uphold' | 'pause';
  readonly act: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

const FORM = 'reason';

/** An act with the reason that the audit log tells; a pause may go without. */
export function ReasonDialog({ what, act, onClose }: ReasonDialogProps): ReactNode {
  const t = useText(HOLD_TEXTS);
  const ui = useText(UI);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { run, isBusy, fault } = useAct({
    act,
    onDone: () => {
      toast(t(what === 'pause' ? 'pausedToast' : 'brakeDone'));
      onClose();
    },
    changes: [CONNECTIONS],
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const isNeeded = what !== 'pause' && reason.trim() === '';
    setMissing(isNeeded);
    if (!isNeeded) run(reason.trim());
  };
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind={what === 'uphold' ? 'primary' : 'danger'} type="submit" form={FORM} isBusy={isBusy}>
        {t(what)}
      </Button>
    </>
  );
  return (
    <Dialog title={t(`${what}Title`)} isOpen onClose={onClose} actions={actions}>
      <p className="muted">{t(`${what}Text`)}</p>
      <form id={FORM} onSubmit={submit} noValidate>
        <ReasonField value={reason} isMissing={isMissing} isOptional={what === 'pause'} onChange={setReason} />
      </form>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
