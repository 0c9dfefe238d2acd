import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Changes } from '../../ui/changes.tsx';
import { Notice, Panel } from '../../ui/panel.tsx';
import { maskedIn } from './masked.ts';
import { revealSensitive, type Revealed } from './reveal.ts';
import { SENSITIVE } from './sensitive-texts.ts';

interface SensitiveProps {
  readonly id: string;
  /** Names of what is masked, as far as that is seen: a value that another one took the place of looks the same. */
  readonly masked: readonly string[];
  /** The newest unless told. */
  readonly version?: number;
}

/** The panel of a card, for whoever may see what is sensitive of somebody of whom there is any. */
export function SensitivePanel({
  id,
  extensions,
}: Pick<SensitiveProps, 'id'> & { readonly extensions: Readonly<Record<string, unknown>> }): ReactNode {
  const t = useText(SENSITIVE);
  const may = useMay();
  const masked = maskedIn(extensions);
  if (masked.length === 0 || !may('people:sensitive')) return null;
  return (
    <Panel title={t('sensitive')}>
      <Sensitive id={id} masked={masked} />
    </Panel>
  );
}

/** Shown when somebody says so, and kept nowhere: that they looked is an entry of the audit log. */
export function Sensitive({ id, masked, version }: SensitiveProps): ReactNode {
  const t = useText(SENSITIVE);
  const may = useMay();
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const { run, isBusy, fault } = useAct({ act: revealSensitive, onDone: setRevealed });
  if (!may('people:sensitive')) return null;
  return (
    <div className="stack-small">
      {revealed === null ? (
        <p className="row row-apart">
          <span className="muted">
            {masked.length === 0 ? t('sensitiveAny') : t('sensitiveText', { names: masked.join(', ') })}
          </span>
          <Button isSmall isBusy={isBusy} onClick={() => run({ id, version })}>
            {t('reveal')}
          </Button>
        </p>
      ) : (
        <Shown revealed={revealed} />
      )}
      {fault !== null && <Notice tone="bad" title={fault} />}
    </div>
  );
}

function Shown({ revealed: { values } }: { readonly revealed: Revealed }): ReactNode {
  const t = useText(SENSITIVE);
  if (values.length === 0) return <p className="muted">{t('noneSensitive')}</p>;
  const changes = values.map(({ attribute, before, value }) => ({ path: attribute, before, after: value }));
  return (
    <>
      {values.some(({ isKept }) => !isKept) && <Notice tone="warn" title={t('notKept')} />}
      <Changes caption={t('sensitive')} changes={changes} />
    </>
  );
}
