import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { useTenantPath } from '../../shell/place.ts';
import { LinkCards } from '../../ui/link-cards.tsx';
import { CONFIGURATION } from './texts.ts';
import { TimeZonePanel } from './time-zone.tsx';

export function Page(): ReactNode {
  const t = useText(CONFIGURATION);
  const path = useTenantPath();
  const { tenant } = useSession();
  const cards = [
    {
      title: 'Integrations',
      icon: 'stack',
      to: path('configuration/integrations'),
      text: t('integrations'),
    },
    {
      title: t('attributesTitle'),
      icon: 'people',
      to: path('configuration/custom-attributes'),
      text: t('attributes'),
    },
    {
      title: t('signOnTitle'),
      icon: 'key',
      to: path('configuration/single-sign-on'),
      text: t('signOn'),
    },
  ] as const;
  return (
    <div className="stack">
      <PageHead description={t('description', { name: tenant?.name ?? '' })} />
      <LinkCards cards={cards} />
      <TimeZonePanel />
    </div>
  );
}
