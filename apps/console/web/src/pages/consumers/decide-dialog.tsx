import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { useAct } from '../../api/act.ts';
import { FOLLOWING, type Consumer } from '../../api/lag.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';
import { toast } from '../../ui/toast.tsx';
import type { Chosen } from './parked-columns.tsx';
import { decide, type Decided } from './queries.ts';
import { Because } from './reason.tsx';
import { CONSUMERS_TEXTS } from './texts.ts';

interface DecideDialogProps {
  readonly consumer: Consumer;
  readonly chosen: Chosen;
  readonly onClose: () => void;
}

const FORM = 'decide';

/** Tries it again, or passes it over for good: with the reason that the audit log tells. */
export function DecideDialog({ consumer, chosen, onClose }: DecideDialogProps): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  const { decision, parked } = chosen;
  const [why, setWhy] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { run, isBusy, fault, left } = useDecision(consumer, chosen, onClose);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setMissing(why.trim() === '');
    if (why.trim() !== '') run(why.trim());
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button kind={decision === 'release' ? 'primary' : 'danger'} type="submit" form={FORM} isBusy={isBusy}>
        {t(decision)}
      </Button>
    </>
  );
  return (
    <Dialog title={t(`${decision}Title`)} isOpen onClose={onClose} actions={actions}>
      <p className="muted">{t(`${decision}Text`)}</p>
      <p className="mono small path">{`${parked.topic}/${parked.partition}/${parked.offset}`}</p>
      <form id={FORM} onSubmit={submit} noValidate>
        <ReasonField value={why} hint={t('reasonHint')} isMissing={isMissing} onChange={setWhy} />
      </form>
      {left !== null && <StillParked left={left} />}
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}

/** What could not be applied after all stays, and the dialog says why. */
function useDecision(consumer: Consumer, { decision, parked }: Chosen, onClose: () => void) {
  const t = useText(CONSUMERS_TEXTS);
  const [left, setLeft] = useState<Decided | null>(null);
  const act = useAct({
    act: (why: string) => decide(consumer, decision, parked.id, why),
    onDone: (decided) => {
      setLeft(decided.left > 0 ? decided : null);
      if (decided.left > 0) return;
      toast(t(`${decision}Done`, { count: decided.applied }));
      onClose();
    },
    changes: [FOLLOWING],
  });
  return { ...act, left };
}

function StillParked({ left: { left, because } }: { readonly left: Decided }): ReactNode {
  const t = useText(CONSUMERS_TEXTS);
  return (
    <Notice tone="warn" title={t('stillParked', { count: left })}>
      {because !== null && (
        <bdi className="path">
          <Because said={because} />
        </bdi>
      )}
    </Notice>
  );
}
