import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { TextField } from '../../ui/field.tsx';
import { ENFORCEMENT_TEXTS } from './enforcement-texts.ts';

interface TypedNameProps {
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

/** Whether it is the company's name: what cannot be done by a slip of the hand is asked for by it. */
export function useTypedName(typed: string): boolean {
  return typed.trim() === (useSession().tenant?.name ?? '').trim();
}

export function TypedName({ value, isWrong, onChange }: TypedNameProps): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const { tenant } = useSession();
  return (
    <TextField
      label={t('typeName', { name: tenant?.name ?? '' })}
      fault={isWrong ? t('nameDiffers') : null}
      value={value}
      required
      dir="auto"
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
