import { useState, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { SelectField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';
import { GRANTS, makeGrant } from './grant-queries.ts';
import { TEAM_TEXTS } from './texts.ts';

const HOURS = [1, 2, 4, 8] as const;

export function GrantDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText(TEAM_TEXTS);
  const [hours, setHours] = useState('1');
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const act = () => {
    const why = reason.trim();
    setMissing(why === '');
    return why === '' ? null : () => makeGrant({ hours: Number(hours), reason: why });
  };
  return (
    <FormDialog
      title={t('grantTitle')}
      text={t('grantText')}
      action={t('grantGo')}
      done={t('granted')}
      changes={[GRANTS]}
      act={act}
      onClose={onClose}
    >
      <SelectField
        label={t('hours')}
        value={hours}
        choices={HOURS.map((count) => ({ value: String(count), label: t('hoursOf', { count }) }))}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
      <ReasonField value={reason} isMissing={isMissing} onChange={setReason} />
    </FormDialog>
  );
}
