import type { QueryKey } from '@tanstack/react-query';
import { useId, type ReactNode, type SyntheticEvent } from 'react';
import { useAct } from '../api/act.ts';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Notice } from './panel.tsx';
import { UI } from './texts.ts';
import { toast } from './toast.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** What its button says, and what is said when it is done. */
  readonly action: string;
  readonly done: string;
  readonly isDanger?: boolean;
  /** What is asked again afterwards, by the beginning of its key. */
  readonly changes: readonly QueryKey[];
  /** @returns what is to be done; null: what was typed cannot be, and its fields say why */
  readonly act: () => (() => Promise<unknown>) | null;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** One act, with what it needs to be told. */
export function FormDialog({ title, text, action, done, isDanger, changes, act, onClose, children }: FormDialogProps) {
  const t = useText(UI);
  const form = useId();
  const { run, isBusy, fault } = useAct({
    act: (change: () => Promise<unknown>) => change(),
    onDone: () => {
      toast(done);
      onClose();
    },
    changes,
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const change = act();
    if (change !== null) run(change);
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button kind={isDanger === true ? 'danger' : 'primary'} type="submit" form={form} isBusy={isBusy}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog title={title} isOpen onClose={onClose} actions={actions}>
      {text !== undefined && <div className="muted">{text}</div>}
      <form id={form} className="stack-small" onSubmit={submit} noValidate>
        {children}
      </form>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}
