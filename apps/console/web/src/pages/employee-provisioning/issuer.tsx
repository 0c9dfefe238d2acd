import type { ReactNode } from 'react';
import { isId } from '../../api/id.ts';
import { useText } from '../../i18n/locale.ts';
import { useActor, useIsAdministrator } from '../team/names.ts';
import { CREDENTIAL_TEXTS } from './credential-texts.ts';
import type { Credential } from './queries.ts';

/** Who issued a credential, and whether they could not do so any more. */
export function Issuer({ by: { type, name, stillMay } }: { readonly by: Credential['issuedBy'] }): ReactNode {
  const t = useText(CREDENTIAL_TEXTS);
  const actor = useActor();
  const isAdministrator = useIsAdministrator();
  const may = stillMay ?? (name !== null && isId(name) ? isAdministrator(name) : undefined);
  return (
    <>
      <bdi className="path">{name === null ? issuerIn(type, t) : actor(name)}</bdi>
      {may === false && <div className="muted small">{t('mayNoMore')}</div>}
    </>
  );
}

/** Without a name it is known alone what kind of credential issued it. */
function issuerIn(type: string, t: (key: 'issuer.operator' | 'issuer.reader') => string): string {
  return type === 'operator' || type === 'reader' ? t(`issuer.${type}`) : type;
}
