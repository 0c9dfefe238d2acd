import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check, SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/panel.tsx';
import { UI } from '../../ui/texts.ts';
import { AUDIENCES, createReader, READER_ROLES, READERS, type Made, type WantedReader } from './reader-queries.ts';
import { READERS_TEXTS } from './reader-texts.ts';

interface MakeDialogProps {
  readonly onClose: () => void;
  readonly onMade: (made: Made) => void;
}

const FORM = 'make-reader';
const NOTHING_SAID: WantedReader = { name: '', role: 'auditor', audiences: ['directory'], seesPast: false };

export function MakeDialog({ onClose, onMade }: MakeDialogProps): ReactNode {
  const t = useText(READERS_TEXTS);
  const ui = useText(UI);
  const [wanted, setWanted] = useState<WantedReader>(NOTHING_SAID);
  const [isMissing, setMissing] = useState(false);
  const { run, isBusy, fault } = useAct({
    act: createReader,
    onDone: (made) => {
      onClose();
      onMade(made);
    },
    changes: [READERS],
  });
  const isNothing = wanted.role === null && wanted.audiences.length === 0;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const name = wanted.name.trim();
    setMissing(name === '');
    if (name !== '' && !isNothing) run({ ...wanted, name });
  };
  const actions = (
    <>
      <Button onClick={onClose}>{ui('cancel')}</Button>
      <Button kind="primary" type="submit" form={FORM} isBusy={isBusy} isDisabled={isNothing}>
        {t('makeGo')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('makeTitle')} isOpen onClose={onClose} actions={actions}>
      <form id={FORM} className="stack-small" onSubmit={submit} noValidate>
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          fault={isMissing ? t('nameMissing') : null}
          value={wanted.name}
          dir="auto"
          maxLength={200}
          autoComplete="off"
          required
          onChange={(event) => setWanted({ ...wanted, name: event.currentTarget.value })}
        />
        <RoleField wanted={wanted} onChange={setWanted} />
        {wanted.role === null && <AudienceChecks wanted={wanted} onChange={setWanted} />}
        {wanted.role === null && wanted.audiences.includes('directory') && (
          <ScopeField wanted={wanted} onChange={setWanted} />
        )}
      </form>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}

interface WantedProps {
  readonly wanted: WantedReader;
  readonly onChange: (wanted: WantedReader) => void;
}

function RoleField({ wanted, onChange }: WantedProps): ReactNode {
  const t = useText(READERS_TEXTS);
  const ui = useText(UI);
  return (
    <SelectField
      label={t('role')}
      value={wanted.role ?? ''}
      choices={[
        ...READER_ROLES.map((value) => ({ value, label: ui(`role.${value}`) })),
        { value: '', label: t('noRole') },
      ]}
      onChange={({ currentTarget: { value } }) =>
        onChange({ ...wanted, role: READER_ROLES.find((one) => one === value) ?? null })
      }
    />
  );
}

function AudienceChecks({ wanted, onChange }: WantedProps): ReactNode {
  const t = useText(READERS_TEXTS);
  const { audiences } = wanted;
  return (
    <fieldset className="bare stack-small">
      <legend className="field-label">{t('powers')}</legend>
      {AUDIENCES.map((audience) => (
        <Check
          key={audience}
          checked={audiences.includes(audience)}
          onChange={({ currentTarget: { checked } }) =>
            onChange({
              ...wanted,
              audiences: AUDIENCES.filter((one) => (one === audience ? checked : audiences.includes(one))),
            })
          }
        >
          {t(`audience.${audience}`)}
        </Check>
      ))}
    </fieldset>
  );
}

function ScopeField({ wanted, onChange }: WantedProps): ReactNode {
  const t = useText(READERS_TEXTS);
  return (
    <SelectField
      label={t('scope')}
      hint={t('scopeHint')}
      value={wanted.seesPast ? 'past' : 'present'}
      choices={[
        { value: 'present', label: t('scope.present') },
        { value: 'past', label: t('scope.past') },
      ]}
      onChange={({ currentTarget: { value } }) => onChange({ ...wanted, seesPast: value === 'past' })}
    />
  );
}
