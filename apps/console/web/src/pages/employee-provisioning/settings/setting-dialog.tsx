import type { ReactNode, SyntheticEvent } from 'react';
import { useAct } from '../../../api/act.ts';
import { useText } from '../../../i18n/locale.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/panel.tsx';
import { toast } from '../../../ui/toast.tsx';
import { CONNECTIONS, type Connection } from '../queries.ts';
import { SETTINGS_TEXTS } from './texts.ts';

/** What each dialog of a setting is given. */
export interface SettingProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

interface SettingDialogProps {
  readonly title: string;
  readonly text?: string;
  /** What its button says, and what is said when it is done. */
  readonly action: string;
  readonly done: string;
  readonly isDanger?: boolean;
  /** @returns what is to be done; null: what was typed cannot be, and its fields say why */
  readonly act: () => (() => Promise<unknown>) | null;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const FORM = 'setting';

export function SettingDialog({ title, text, action, done, isDanger, act, onClose, children }: SettingDialogProps) {
  const t = useText(SETTINGS_TEXTS);
  const { run, isBusy, fault } = useAct({
    act: (change: () => Promise<unknown>) => change(),
    onDone: () => {
      toast(done);
      onClose();
    },
    changes: [CONNECTIONS],
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const change = act();
    if (change !== null) run(change);
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button kind={isDanger === true ? 'danger' : 'primary'} type="submit" form={FORM} isBusy={isBusy}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog title={title} isOpen onClose={onClose} actions={actions}>
      {text !== undefined && <p className="muted">{text}</p>}
      <form id={FORM} className="stack-small" onSubmit={submit} noValidate>
        {children}
      </form>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
