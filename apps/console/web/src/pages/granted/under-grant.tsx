import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState, type ComponentType, type ReactNode } from 'react';
import type { Permission } from '../../api/permission.ts';
import { SessionContext, useSession, type Session } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { SightContext } from '../../shell/sight.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { useNow } from '../../ui/time.tsx';
import { GrantBanner } from './banner.tsx';
import { makeQuietClient } from './quiet-client.ts';
import { grantOfQuery, type OpenGrant } from './queries.ts';
import { GRANTED_TEXTS } from './texts.ts';

/** As the services have it of whoever comes by a grant: to read, and nothing else. */
const READS: readonly Permission[] = [
  'people:read',
  'colleagues:read',
  'directory:read',
  'directory:history',
  'activity:read',
  'audit:read',
];

/** The page as an operator sees it of a tenant, as long as a grant of that tenant holds. */
export function underGrant(Page: ComponentType): ComponentType {
  return function Granted() {
    const { tenantId = '' }: { readonly tenantId?: string } = useParams({ strict: false });
    return (
      <ByGrant key={tenantId} tenantId={tenantId}>
        <Page />
      </ByGrant>
    );
  };
}

interface ByGrantProps {
  readonly tenantId: string;
  readonly children: ReactNode;
}

function ByGrant({ tenantId, children }: ByGrantProps): ReactNode {
  const now = useNow();
  const query = useQuery(grantOfQuery(tenantId));
  const { data } = query;
  const holds = data != null && Date.parse(data.expiresAt) > now.getTime();
  if (holds) {
    return (
      <Seen grant={data}>
        <GrantBanner grant={data} />
        {children}
      </Seen>
    );
  }
  return <Nothing query={query} />;
}

function Nothing({ query }: { readonly query: Parameters<typeof Queried<OpenGrant | null>>[0]['query'] }): ReactNode {
  const t = useText(GRANTED_TEXTS);
  const back = <ButtonLink to="/installation">{t('back')}</ButtonLink>;
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      <Panel title={t('grant')}>
        <Queried query={query} rows={2}>
          {() => (
            <State icon="shield" title={t('over')} action={back}>
              {t('overText')}
            </State>
          )}
        </Queried>
      </Panel>
    </div>
  );
}

/** What is read stays apart from what is the operator's own, and is gone with the page. */
function Seen({ grant, children }: { readonly grant: OpenGrant; readonly children: ReactNode }): ReactNode {
  const [client] = useState(makeQuietClient);
  const session = useSession();
  const { tenantId, tenantName, tenantSlug } = grant;
  const seen = useMemo(
    (): Session => ({
      ...session,
      tenant: { id: tenantId, name: tenantName, slug: tenantSlug, timeZone: null },
      permissions: READS,
    }),
    [session, tenantId, tenantName, tenantSlug],
  );
  const sight = useMemo(() => ({ base: `/installation/granted/${tenantId}` }), [tenantId]);
  return (
    <SessionContext value={seen}>
      <SightContext value={sight}>
        <QueryClientProvider client={client}>
          <div className="stack">{children}</div>
        </QueryClientProvider>
      </SightContext>
    </SessionContext>
  );
}
