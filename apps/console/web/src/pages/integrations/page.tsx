import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { useTenantPath } from '../../shell/place.ts';
import { Badge } from '../../ui/badge.tsx';
import { LinkCards } from '../../ui/link-cards.tsx';
import { connectionsQuery } from '../employee-provisioning/queries.ts';
import { INTEGRATIONS } from './texts.ts';

export function Page(): ReactNode {
  const t = useText(INTEGRATIONS);
  const path = useTenantPath();
  const { tenant } = useSession();
  const { data: connections } = useQuery(connectionsQuery);
  const isOn = connections !== undefined && connections.length > 0;
  const cards = [
    {
      title: 'Employee Provisioning',
      icon: 'people',
      to: path('configuration/integrations/employee-provisioning'),
      text: t('provisioning'),
      badge: connections !== undefined && <Badge tone={isOn ? 'ok' : 'neutral'}>{t(isOn ? 'on' : 'off')}</Badge>,
    },
  ] as const;
  return (
    <div className="stack">
      <PageHead description={t('description', { name: tenant?.name ?? '' })} />
      <LinkCards cards={cards} />
    </div>
  );
}
