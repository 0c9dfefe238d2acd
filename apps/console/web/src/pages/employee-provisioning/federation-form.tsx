import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { readPasted, type Federation } from './pasted.ts';
import { changeConnection, CONNECTIONS, type Connection } from './queries.ts';
import { SET_UP_TEXTS } from './set-up-texts.ts';

const CLOUDS = ['global', 'usgov', 'china'] as const;
const FIELDS = ['tenantId', 'subject', 'audience'] as const;
type Draft = Pick<Federation, 'cloud' | (typeof FIELDS)[number]>;

const EMPTY: Draft = { cloud: 'global', tenantId: '', subject: '', audience: '' };

/** What Entra shows of its workload identity; whatever of it is pasted fills in what can be read from it. */
export function FederationForm({ connection }: { readonly connection: Connection }): ReactNode {
  const t = useText(SET_UP_TEXTS);
  const may = useMay();
  const [draft, setDraft] = useState<Draft>(connection.federation ?? EMPTY);
  const { run, isBusy, fault } = useAct({
    act: (federation: Draft) =>
      changeConnection(connection.id, { methods: { ...connection.methods, federated: true }, federation }),
    onDone: () => toast(t('federationDone')),
    changes: [CONNECTIONS],
  });
  if (!may('settings:change'))
    return connection.federation === null && <Notice tone="neutral" title={t('federatedOff')} />;
  const isWhole = FIELDS.every((name) => draft[name].trim() !== '');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isWhole) run(draft);
  };
  return (
    <form className="stack-small" onSubmit={submit}>
      <p className="muted small">{t('federationText')}</p>
      <SelectField
        label={t('cloud')}
        value={draft.cloud}
        choices={CLOUDS.map((value) => ({ value, label: t(`cloud.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          setDraft({ ...draft, cloud: CLOUDS.find((one) => one === value) ?? 'global' })
        }
      />
      {FIELDS.map((name) => (
        <TextField
          key={name}
          label={t(`federation.${name}`)}
          value={draft[name]}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setDraft({ ...draft, ...readPasted(event.currentTarget.value, name) })}
        />
      ))}
      <div className="row">
        <Button type="submit" isBusy={isBusy} isDisabled={!isWhole}>
          {t('federationSave')}
        </Button>
      </div>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </form>
  );
}
