import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useFailed } from '../../api/failed-test.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/panel.tsx';
import { UI } from '../../ui/texts.ts';
import { useQuery } from '@tanstack/react-query';
import { FailedTestNotice } from './failed-test.tsx';
import { beginTest, SIGN_ON, signOnQuery, type Method } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

interface Begun {
  readonly url: string;
  /** When it was tested before. */
  readonly before: string | null;
}

/** A sign-in that changes nothing here, in another window; this one hears that it passed. */
export function TestButton({ method }: { readonly method: Method }): ReactNode {
  const t = useText(METHOD_TEXTS);
  const { data } = useQuery(signOnQuery);
  const before = data?.[method]?.testedAt ?? null;
  const [begun, setBegun] = useState<Begun | null>(null);
  const { run, isBusy, fault, forget } = useAct({
    act: beginTest,
    onDone: (url) => {
      setBegun({ url, before });
      window.open(url, '_blank', 'noopener');
    },
    changes: [SIGN_ON],
  });
  return (
    <>
      <Button isSmall isBusy={isBusy} aria-label={t('testOf', { name: t(method) })} onClick={() => run(method)}>
        {t('test')}
      </Button>
      {begun !== null && (
        <TestDialog
          method={method}
          url={begun.url}
          hasPassed={before !== begun.before}
          onClose={() => setBegun(null)}
        />
      )}
      {fault !== null && <FaultDialog fault={fault} onClose={forget} />}
    </>
  );
}

interface TestDialogProps {
  readonly method: Method;
  readonly url: string;
  readonly hasPassed: boolean;
  readonly onClose: () => void;
}

function TestDialog({ method, url, hasPassed, onClose }: TestDialogProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  const ui = useText(UI);
  const failed = useFailed(method);
  const action = (
    <Button kind={hasPassed ? 'primary' : 'plain'} onClick={onClose}>
      {ui('close')}
    </Button>
  );
  return (
    <Dialog title={t('testTitle')} isOpen onClose={onClose} actions={action}>
      <div role="status">
        {hasPassed && (
          <Notice tone="ok" icon="check" title={t('testPassed')}>
            {t('testPassedText')}
          </Notice>
        )}
        {!hasPassed && failed !== null && <FailedTestNotice failed={failed} />}
        {!hasPassed && failed === null && <p className="muted">{t('testText')}</p>}
      </div>
      {!hasPassed && failed === null && (
        <p>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {t('testOpen')}
          </a>
        </p>
      )}
    </Dialog>
  );
}

function FaultDialog({ fault, onClose }: { readonly fault: string; readonly onClose: () => void }): ReactNode {
  const t = useText(METHOD_TEXTS);
  const ui = useText(UI);
  return (
    <Dialog title={t('testTitle')} isOpen onClose={onClose} actions={<Button onClick={onClose}>{ui('close')}</Button>}>
      <Notice tone="bad" title={fault} />
    </Dialog>
  );
}
