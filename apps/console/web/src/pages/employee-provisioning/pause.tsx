import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { useActor } from '../team/names.ts';
import { CONNECTIONS, pauseConnection, resumeConnection, type Connection } from './queries.ts';
import { HOLD_TEXTS } from './hold-texts.ts';

const ReasonDialog = lazy(() =>
  import('./reason-dialog.tsx').then(({ ReasonDialog: component }) => ({ default: component })),
);

export function PauseButton({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(HOLD_TEXTS);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('pause')}</Button>
      <Suspense>
        {isOpen && (
          <ReasonDialog
            what="pause"
            act={(reason) => pauseConnection(connection.id, reason)}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
}

export function PausedNotice({ connection: { id, pause } }: { readonly connection: Connection }): ReactNode {
  const t = useText(HOLD_TEXTS);
  const format = useFormat();
  const may = useMay();
  const actor = useActor();
  const { run, isBusy, fault } = useAct({
    act: () => resumeConnection(id),
    onDone: () => toast(t('resumedToast')),
    changes: [CONNECTIONS],
  });
  if (pause === null) return null;
  const { by, since, reason } = pause;
  const action = may('settings:change') && (
    <Button isSmall isBusy={isBusy} onClick={() => run(undefined)}>
      {t('resume')}
    </Button>
  );
  return (
    <Notice part="pause" tone="warn" icon="pause" title={t('pausedBy', { by: actor(by) })} actions={action}>
      <p>{t('pausedText', { time: format.local(new Date(since)) })}</p>
      {reason !== null && <p>{t('pausedReason', { reason })}</p>}
      {fault !== null && <p>{fault}</p>}
    </Notice>
  );
}
