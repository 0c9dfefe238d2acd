import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import type { Microsoft, Oidc, Saml } from './queries.ts';
import { METHOD_TEXTS } from './method-texts.ts';

interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

export function useOidcFacts(oidc: Oidc): readonly Fact[] {
  const t = useText(METHOD_TEXTS);
  return [
    { label: t('cloud'), value: t(`cloud.${oidc.cloud}`) },
    { label: 'Directory (tenant) ID', value: mono(oidc.tenantId) },
    { label: 'Application (client) ID', value: mono(oidc.clientId) },
    { label: 'Client secret', value: <Secret secret={oidc.secret} /> },
    { label: t('tested'), value: <Tested {...oidc} /> },
  ];
}

export function useSamlFacts(saml: Saml): readonly Fact[] {
  const t = useText(METHOD_TEXTS);
  const { entityId, metadataUrl, readAt } = saml;
  return [
    { label: t('cloud'), value: t(`cloud.${saml.cloud}`) },
    { label: 'Directory (tenant) ID', value: mono(saml.tenantId) },
    { label: 'Application (client) ID', value: mono(saml.appId) },
    { label: t('issuer'), value: entityId === null ? t('notKnown') : mono(entityId) },
    { label: t('metadata'), value: metadataUrl === null ? t('notKnown') : mono(metadataUrl) },
    { label: t('read'), value: readAt === null ? t('neverRead') : <Time at={readAt} /> },
    { label: t('idpInitiated'), value: t(saml.idpInitiated ? 'idpOn' : 'idpOff') },
    { label: t('tested'), value: <Tested {...saml} /> },
  ];
}

export function useMicrosoftFacts(microsoft: Microsoft): readonly Fact[] {
  const t = useText(METHOD_TEXTS);
  return [
    { label: t('cloud'), value: t(`cloud.${microsoft.cloud}`) },
    { label: 'Directory (tenant) ID', value: mono(microsoft.tenantId) },
    { label: t('tested'), value: <Tested {...microsoft} /> },
  ];
}

function mono(text: string): ReactNode {
  return (
    <bdi className="mono path" dir="ltr">
      {text}
    </bdi>
  );
}

function Secret({ secret: { set, expiresAt } }: Pick<Oidc, 'secret'>): ReactNode {
  const t = useText(METHOD_TEXTS);
  const now = useNow();
  if (!set) return <Badge tone="bad">{t('secretMissing')}</Badge>;
  if (expiresAt === null) return t('secretSet');
  const isOver = Date.parse(expiresAt) <= now.getTime();
  return (
    <>
      {isOver ? <Badge tone="bad">{t('state.expired')}</Badge> : t('secretUntil')} <Time at={expiresAt} />
    </>
  );
}

/** It is of one's own tests that one may enforce. */
function Tested({ testedAt, testedBy }: Pick<Oidc, 'testedAt' | 'testedBy'>): ReactNode {
  const t = useText(METHOD_TEXTS);
  const { account } = useSession();
  if (testedAt === null) return <span className="muted">{t('neverTested')}</span>;
  return (
    <>
      <Time at={testedAt} /> <span className="muted">{t(testedBy === account.id ? 'byYou' : 'byAnother')}</span>
    </>
  );
}
