import { useFormat } from '../../i18n/format.ts';
import { useText } from '../../i18n/locale.ts';
import { CREDENTIAL_TEXTS } from './credential-texts.ts';
import type { Credential } from './queries.ts';

/** The name; of those that share one, as all that were issued on one day without a name do, also the moment of its issue. */
export function useCredentialName(all: readonly Credential[]): (credential: Credential) => string {
  const t = useText(CREDENTIAL_TEXTS);
  const format = useFormat();
  return ({ id, name, createdAt }) =>
    all.some((other) => other.id !== id && other.name === name)
      ? t('nameAndTime', { name, at: format.local(new Date(createdAt)) })
      : name;
}
