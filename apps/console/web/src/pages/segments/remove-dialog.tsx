import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { removeSegment, SEGMENTS } from './queries.ts';
import { SEGMENTS_TEXTS } from './texts.ts';

interface RemoveDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

export function RemoveDialog({ name, onClose, onRemoved }: RemoveDialogProps): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const act = async (): Promise<void> => {
    await removeSegment(name);
    onRemoved();
  };
  return (
    <FormDialog
      title={t('removeOf', { name })}
      text={t('removeText')}
      action={t('remove')}
      done={t('removed', { name })}
      isDanger
      changes={[SEGMENTS]}
      act={() => act}
      onClose={onClose}
    />
  );
}
