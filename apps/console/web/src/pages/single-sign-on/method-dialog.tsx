import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { MethodFields, type Draft } from './method-fields.tsx';
import { METHOD_TEXTS } from './method-texts.ts';
import { SIGN_ON, type SignOn } from './queries.ts';

export interface MethodDialogProps {
  readonly signOn: SignOn;
  readonly onClose: () => void;
}

interface MethodForm {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  /** Whether somebody has tried to save: what is missing is marked from then on. */
  readonly isTried: boolean;
  readonly setTried: (isTried: boolean) => void;
}

/** What both ways are set by, beginning with what is kept. */
export function useMethodForm(kept: Partial<Draft>, clouds: SignOn['clouds']): MethodForm {
  const [draft, setDraft] = useState<Draft>({
    on: kept.on ?? true,
    cloud: kept.cloud ?? clouds[0] ?? 'global',
    tenantId: kept.tenantId ?? '',
    appId: kept.appId ?? '',
  });
  const [isTried, setTried] = useState(false);
  return { draft, change: (change) => setDraft({ ...draft, ...change }), isTried, setTried };
}

interface FrameProps extends MethodDialogProps {
  readonly method: 'oidc' | 'saml';
  readonly form: MethodForm;
  /** Saves, or null where something is missing. */
  readonly act: () => (() => Promise<unknown>) | null;
  /** What this way is set by beside that. */
  readonly children: ReactNode;
}

export function MethodDialog({ method, signOn: { clouds }, form, act, onClose, children }: FrameProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  return (
    <FormDialog
      title={t(method)}
      text={t(`${method}Dialog`)}
      action={t('save')}
      done={t('saved')}
      changes={[SIGN_ON]}
      act={act}
      onClose={onClose}
    >
      <MethodFields draft={form.draft} clouds={clouds} isTried={form.isTried} onChange={form.change} />
      {children}
    </FormDialog>
  );
}
