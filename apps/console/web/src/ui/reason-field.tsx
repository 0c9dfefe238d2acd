import type { ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { TextField } from './field.tsx';
import { UI } from './texts.ts';

interface ReasonFieldProps {
  readonly value: string;
  /** Who else reads it than the audit log's readers. */
  readonly hint?: string;
  /** An act was tried without one. */
  readonly isMissing?: boolean;
  readonly isOptional?: boolean;
  readonly onChange: (reason: string) => void;
}

/** As much as every service takes. */
const MOST = 500;

/** Why somebody does something, in any language's direction. */
export function ReasonField({ value, hint, isMissing, isOptional, onChange }: ReasonFieldProps): ReactNode {
  const t = useText(UI);
  return (
    <TextField
      label={t('reason')}
      hint={hint ?? t(isOptional === true ? 'reasonOptional' : 'reasonHint')}
      fault={isMissing === true ? t('reasonMissing') : null}
      value={value}
      maxLength={MOST}
      required={isOptional !== true}
      dir="auto"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
