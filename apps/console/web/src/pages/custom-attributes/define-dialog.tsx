import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { useAct } from '../../api/act.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check, SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { ATTRIBUTES, defineAttribute, TYPES, type Definition } from './queries.ts';
import { ATTRIBUTES_TEXTS } from './texts.ts';

interface DefineDialogProps {
  readonly draft: Definition;
  /** Its name is spelled already, and stays as it is. */
  readonly isKnown: boolean;
  readonly onClose: () => void;
}

const FORM = 'define-attribute';
const MOST_NAME = 64;
const MOST_DESCRIPTION = 500;

export function DefineDialog({ draft: first, isKnown, onClose }: DefineDialogProps): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  const [draft, setDraft] = useState(first);
  const [isMissing, setMissing] = useState(false);
  const { run, isBusy, fault } = useAct({
    act: defineAttribute,
    onDone: ({ name }) => {
      toast(t('definedToast', { name }));
      onClose();
    },
    changes: [ATTRIBUTES],
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const name = draft.name.trim();
    setMissing(name === '');
    if (name !== '') run({ ...draft, name });
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button kind="primary" type="submit" form={FORM} isBusy={isBusy}>
        {t('save')}
      </Button>
    </>
  );
  return (
    <Dialog
      title={isKnown ? t('defineTitleOf', { name: first.name }) : t('defineTitle')}
      isOpen
      onClose={onClose}
      actions={actions}
    >
      <form id={FORM} className="stack-small" onSubmit={submit} noValidate>
        {!isKnown && (
          <NameField
            value={draft.name}
            fault={isMissing ? t('nameMissing') : null}
            onChange={(name) => setDraft({ ...draft, name })}
          />
        )}
        <Meaning draft={draft} onChange={setDraft} />
      </form>
      {fault !== null && <Notice tone="bad" title={fault} />}
    </Dialog>
  );
}

interface NameFieldProps {
  readonly value: string;
  readonly fault: string | null;
  readonly onChange: (name: string) => void;
}

function NameField({ value, fault, onChange }: NameFieldProps): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  return (
    <TextField
      label={t('name')}
      hint={t('nameHint')}
      fault={fault}
      value={value}
      dir="auto"
      maxLength={MOST_NAME}
      spellCheck={false}
      autoComplete="off"
      required
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface MeaningProps {
  readonly draft: Definition;
  readonly onChange: (draft: Definition) => void;
}

function Meaning({ draft, onChange }: MeaningProps): ReactNode {
  const t = useText(ATTRIBUTES_TEXTS);
  return (
    <>
      <SelectField
        label={t('type')}
        hint={t(`typeText.${draft.type}`)}
        value={draft.type}
        choices={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...draft, type: TYPES.find((one) => one === value) ?? draft.type })
        }
      />
      <TextArea
        label={t('meaning')}
        value={draft.description}
        dir="auto"
        maxLength={MOST_DESCRIPTION}
        onChange={(event) => onChange({ ...draft, description: event.currentTarget.value })}
      />
      <Check
        checked={draft.sensitive}
        onChange={(event) => onChange({ ...draft, sensitive: event.currentTarget.checked })}
      >
        {t('sensitiveText')}
      </Check>
    </>
  );
}
