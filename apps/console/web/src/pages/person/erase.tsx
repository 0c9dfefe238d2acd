import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { Approved } from '../approvals/approved.tsx';
import { personQuery } from './queries.ts';
import { ERASE_TEXTS } from './erase-texts.ts';

const EraseDialog = lazy(() =>
  import('./erase-dialog.tsx').then(({ EraseDialog: component }) => ({ default: component })),
);

interface ErasePanelProps {
  readonly id: string;
  /** When the person was deleted. */
  readonly deletedAt: string;
}

/** For good, of who was deleted: what the directory keeps of them. */
export function ErasePanel({ id, deletedAt }: ErasePanelProps): ReactNode {
  const t = useText(ERASE_TEXTS);
  // As they were last.
  const before = new Date(Date.parse(deletedAt) - 1).toISOString();
  const query = useQuery(personQuery(id, { asOf: before }));
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title={t('erase')} description={t('eraseText')}>
      <Approved wanted={{ act: 'people.erase', object: id }}>
        <Queried query={query} rows={1}>
          {(person) => (
            <>
              <div className="row">
                <Button kind="danger" onClick={() => setOpen(true)}>
                  {t('eraseOpen')}
                </Button>
              </div>
              <Suspense>
                {isOpen && <EraseDialog id={id} name={person?.displayName ?? id} onClose={() => setOpen(false)} />}
              </Suspense>
            </>
          )}
        </Queried>
      </Approved>
    </Panel>
  );
}
