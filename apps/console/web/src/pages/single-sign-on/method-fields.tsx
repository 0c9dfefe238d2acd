import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { Check, SelectField, TextField } from '../../ui/field.tsx';
import { CLOUDS, type Cloud, type SignOn } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

/** What both ways are set by. */
export interface Draft {
  readonly on: boolean;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly appId: string;
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Whatever was pasted with an id in it: an address of Entra, too. */
export function idIn(text: string): string {
  return GUID.exec(text)?.[0].toLowerCase() ?? text.trim();
}

export function isId(text: string): boolean {
  return GUID.exec(text)?.[0] === text;
}

interface MethodFieldsProps {
  readonly draft: Draft;
  readonly clouds: SignOn['clouds'];
  /** What is no id is marked. */
  readonly isTried: boolean;
  readonly onChange: (change: Partial<Draft>) => void;
}

export function MethodFields({ draft, clouds, isTried, onChange }: MethodFieldsProps): ReactNode {
  const t = useText(METHOD_TEXTS);
  const id = (label: string, name: 'tenantId' | 'appId') => (
    <TextField
      label={label}
      fault={isTried && !isId(draft[name]) ? t('idWanted') : null}
      value={draft[name]}
      required
      dir="ltr"
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange({ [name]: idIn(event.currentTarget.value) })}
    />
  );
  return (
    <>
      {clouds.length > 1 && (
        <SelectField
          label={t('cloud')}
          value={draft.cloud}
          choices={CLOUDS.filter((one) => clouds.includes(one)).map((value) => ({ value, label: t(`cloud.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            onChange({ cloud: CLOUDS.find((one) => one === value) ?? 'global' })
          }
        />
      )}
      {id('Directory (tenant) ID', 'tenantId')}
      {id('Application (client) ID', 'appId')}
      <Check checked={draft.on} onChange={({ currentTarget: { checked } }) => onChange({ on: checked })}>
        {t('onCheck')}
      </Check>
    </>
  );
}
