import type { ReactNode } from 'react';
import { useLocale, useText } from '../../i18n/locale.ts';
import { UI } from '../../ui/texts.ts';
import { READERS_TEXTS } from './reader-texts.ts';

interface PowersProps {
  readonly roles: readonly string[];
  readonly audiences: readonly string[];
  /** Of a reader what it sees of the directory; none where its role says that. */
  readonly scopes?: readonly string[];
}

/** What a connection's credential is for: it reads at no service, it provisions. */
const SCIM = 'scim';

/** What a credential may: its roles, which say what it reads, or the services that it reads at. */
export function Powers({ roles, audiences, scopes = [] }: PowersProps): ReactNode {
  const t = useText(READERS_TEXTS);
  const ui = useText(UI);
  const list = new Intl.ListFormat(useLocale(), { type: 'conjunction' });
  const roleIn = (role: string): string => {
    const key = `role.${role}`;
    return key in UI.en ? ui(key as keyof typeof UI.en) : role;
  };
  const serviceIn = (audience: string): string => {
    const key = `audience.${audience}`;
    const service = key in READERS_TEXTS.en ? t(key as keyof typeof READERS_TEXTS.en) : audience;
    const isPresentOnly = audience === 'directory' && scopes.length > 0 && !scopes.includes('directory:history');
    return isPresentOnly ? t('presentOnly', { service }) : service;
  };
  if (roles.length > 0) return list.format(roles.map(roleIn));
  const read = audiences.filter((audience) => audience !== SCIM);
  if (read.length > 0) return t('reads', { services: list.format(read.map(serviceIn)) });
  return t('provisions');
}
