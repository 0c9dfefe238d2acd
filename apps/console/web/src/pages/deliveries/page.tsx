import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { DeliveriesPanel } from './list.tsx';
import { useFilter } from './filter.ts';
import { OpenedDelivery } from './opened-delivery.tsx';
import { ReportsPanel } from './reports.tsx';
import { DELIVERIES_TEXTS } from './texts.ts';

export function Page(): ReactNode {
  const t = useText(DELIVERIES_TEXTS);
  const { opened, open } = useFilter();
  const may = useMay();
  if (!may('deliveries:read')) {
    return (
      <div className="stack">
        <PageHead description={t('reportsDescription')} />
        <ReportsPanel />
      </div>
    );
  }
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      {opened !== '' && <OpenedDelivery key={opened} id={opened} onClose={() => open('')} />}
      <DeliveriesPanel />
    </div>
  );
}
