import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import { useText } from '../../../i18n/locale.ts';
import { Button } from '../../../ui/button.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Notice, Panel } from '../../../ui/panel.tsx';
import type { Connection } from '../queries.ts';
import { PROVISIONING } from '../texts.ts';
import { METHODS } from './methods.ts';
import { SETTINGS_TEXTS } from './texts.ts';
import './panel.css';

const Dialogs = {
  name: lazy(() => import('./name-dialog.tsx').then(({ NameDialog: component }) => ({ default: component }))),
  methods: lazy(() => import('./methods-dialog.tsx').then(({ MethodsDialog: component }) => ({ default: component }))),
  brake: lazy(() => import('./brake-dialog.tsx').then(({ BrakeDialog: component }) => ({ default: component }))),
  remove: lazy(() => import('./remove-dialog.tsx').then(({ RemoveDialog: component }) => ({ default: component }))),
} as const;

type What = keyof typeof Dialogs;

/** What else is set of a connection, each changed by a dialog of its own. */
export function SettingsPanel({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const [open, setOpen] = useState<What | null>(null);
  const Dialog = open === null ? null : Dialogs[open];
  const value = (what: What, text: ReactNode): ReactNode => (
    <Setting what={what} connection={connection} onOpen={setOpen}>
      {text}
    </Setting>
  );
  return (
    <Panel title={t('settings')} description={t('settingsText')}>
      <div className="stack-small">
        {connection.methods.entraToken && <Notice tone="warn" title={t('entraTokenOn')} />}
        <Facts
          facts={[
            { label: t('name'), value: value('name', <bdi>{connection.name}</bdi>) },
            { label: t('methods'), value: value('methods', <Methods connection={connection} />) },
            { label: t('brake'), value: value('brake', <BrakeInWords connection={connection} />) },
            { label: t('remove'), value: value('remove', t(connection.pause === null ? 'pauseFirst' : 'removable')) },
          ]}
        />
      </div>
      <Suspense>{Dialog !== null && <Dialog connection={connection} onClose={() => setOpen(null)} />}</Suspense>
    </Panel>
  );
}

interface SettingProps {
  readonly what: What;
  readonly connection: Connection;
  readonly onOpen: (what: What) => void;
  readonly children: ReactNode;
}

function Setting({ what, connection, onOpen, children }: SettingProps): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const may = useMay();
  return (
    <span className="setting">
      <span>{children}</span>
      {may(what === 'brake' ? 'brake:lift' : 'settings:change') && (
        <Button
          isSmall
          kind={what === 'remove' ? 'danger' : 'plain'}
          isDisabled={what === 'remove' && connection.pause === null}
          aria-label={t(`change.${what}`)}
          onClick={() => onOpen(what)}
        >
          {t(what === 'remove' ? 'remove' : 'change')}
        </Button>
      )}
    </span>
  );
}

function Methods({ connection: { methods } }: { readonly connection: Connection }): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const names = useText(PROVISIONING);
  const on = METHODS.filter((one) => methods[one]).map((one) => names(`method.${one}`));
  return on.length === 0 ? t('noMethod') : on.join(', ');
}

function BrakeInWords({ connection: { brake } }: { readonly connection: Connection }): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  if (brake === null) return t('brakeOff');
  const { percent, people, atLeast, mode } = brake;
  return `${t('brakeLimits', { percent, people, atLeast })} ${t(`mode.${mode}`)}`;
}
