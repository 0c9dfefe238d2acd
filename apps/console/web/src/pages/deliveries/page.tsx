import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { DeliveriesPanel } from './list.tsx';
import { useFilter } from './filter.ts';
import { OpenedDelivery } from './opened-delivery.tsx';
import { DELIVERIES_TEXTS } from './texts.ts';

export function Page(): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const { opened, open } = useFilter();
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      {opened !== '' && <OpenedDelivery key={opened} id={opened} onClose={() => open('')} />}
      <DeliveriesPanel />
    </div>
  );
}
