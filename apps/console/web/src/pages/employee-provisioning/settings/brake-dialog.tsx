import { useState, type ReactNode } from 'react';
import { useText } from '../../../i18n/locale.ts';
import { Check, SelectField, TextField } from '../../../ui/field.tsx';
import { changeConnection } from '../queries.ts';
import { brakeOf, draftOf, isInRange, LIMITS, RANGES, type BrakeDraft } from './brake-limits.ts';
import { SettingDialog, type SettingProps } from './setting-dialog.tsx';
import { SETTINGS_TEXTS } from './texts.ts';

const MODES = ['refuse', 'tell'] as const;

export function BrakeDialog({ connection, onClose }: SettingProps): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  const [draft, setDraft] = useState(() => draftOf(connection.brake));
  const act = () => {
    const brake = brakeOf(draft);
    return brake === undefined ? null : () => changeConnection(connection.id, { brake });
  };
  return (
    <SettingDialog
      title={t('change.brake')}
      text={t('brakeText')}
      action={t('save')}
      done={t('saved')}
      act={act}
      onClose={onClose}
    >
      <Check checked={draft.isOn} onChange={({ currentTarget: { checked } }) => setDraft({ ...draft, isOn: checked })}>
        {t('brakeOn')}
      </Check>
      {draft.isOn ? <Limits draft={draft} onChange={setDraft} /> : <p className="muted">{t('brakeOffText')}</p>}
    </SettingDialog>
  );
}

interface LimitsProps {
  readonly draft: BrakeDraft;
  readonly onChange: (draft: BrakeDraft) => void;
}

function Limits({ draft, onChange }: LimitsProps): ReactNode {
  const t = useText(SETTINGS_TEXTS);
  return (
    <>
      {LIMITS.map((limit) => {
        const [least, most] = RANGES[limit];
        return (
          <TextField
            key={limit}
            label={t(`limit.${limit}`)}
            fault={isInRange(limit, draft[limit]) ? null : t('outOfRange', { least, most })}
            inputMode="numeric"
            value={draft[limit]}
            maxLength={7}
            onChange={(event) => onChange({ ...draft, [limit]: event.currentTarget.value })}
          />
        );
      })}
      <SelectField
        label={t('mode')}
        value={draft.mode}
        choices={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...draft, mode: MODES.find((one) => one === value) ?? draft.mode })
        }
      />
    </>
  );
}
