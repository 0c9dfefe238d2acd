import type { ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay, useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/panel.tsx';
import { CONNECTIONS, createConnection, issueCredential, type Connection, type Issued } from './queries.ts';
import { PROVISIONING } from './texts.ts';

interface EnableProps {
  /** One that was made and never got a credential; null: there is none yet. */
  readonly connection: Connection | null;
  readonly onIssued: (issued: Issued) => void;
}

/** One click: a connection and its first token, which is shown once. */
export function Enable({ connection, onIssued }: EnableProps): ReactNode {
  const t = useText(PROVISIONING);
  const may = useMay();
  const { tenant } = useSession();
  const { run, isBusy, fault } = useAct({
    act: async () => issueCredential((connection ?? (await createConnection())).id, { method: 'token' }),
    onDone: onIssued,
    changes: [CONNECTIONS],
  });
  const mayEnable = may('settings:change') && may('credentials:issue');
  return (
    <section className="offer" aria-label={t('offTitle')}>
      <div>
        <h2>{t('offTitle')}</h2>
        <p>{mayEnable ? t('offText', { name: tenant?.name ?? '' }) : t('offReadOnly')}</p>
        {mayEnable && (
          <div className="offer-actions">
            <Button kind="primary" isBusy={isBusy} onClick={() => run(undefined)}>
              {t('enable')}
            </Button>
          </div>
        )}
        {fault !== null && <Notice tone="bad" title={fault} />}
      </div>
    </section>
  );
}
