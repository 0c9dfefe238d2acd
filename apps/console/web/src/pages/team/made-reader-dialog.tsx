import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Made } from './reader-queries.ts';
import { READERS_TEXTS } from './reader-texts.ts';

interface MadeDialogProps {
  readonly made: Made;
  readonly onDone: () => void;
}

/** What is shown once. Only its button closes it. */
export function MadeDialog({ made: { clientId, clientSecret }, onDone }: MadeDialogProps): ReactNode {
  const t = useText(READERS_TEXTS);
  const action = (
    <Button kind="primary" onClick={onDone}>
      {t('madeDone')}
    </Button>
  );
  return (
    <Dialog title={t('madeTitle')} isOpen isAlert onClose={null} actions={action}>
      <p className="muted">{t('madeText')}</p>
      <CopyField label="Client Identifier" value={clientId} />
      <CopyField label="Client Secret" value={clientSecret} />
    </Dialog>
  );
}
