import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { CyclesPanel } from './cycles.tsx';
import { DriftPanel } from './drift.tsx';
import { useFilter } from './filter.ts';
import { OpenedRequest } from './opened-request.tsx';
import { RefusalsPanel } from './refusals.tsx';
import { RequestsPanel } from './requests.tsx';
import { ACTIVITY } from './texts.ts';

const TABS = ['requests', 'refusals', 'cycles', 'drift'] as const;

export function Page(): ReactNode {
  const t = useText(ACTIVITY);
  const { opened, open } = useFilter();
  const tabs = TABS.map((id) => ({ id, label: t(id) }));
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <Tabs label={t('views')} tabs={tabs} />
      {opened !== '' && <OpenedRequest id={opened} onClose={() => open('')} />}
      <View />
    </div>
  );
}

function View(): ReactNode {
  switch (useTab(TABS.map((id) => ({ id })))) {
    case 'refusals':
      return <RefusalsPanel />;
    case 'cycles':
      return <CyclesPanel />;
    case 'drift':
      return <DriftPanel />;
    default:
      return <RequestsPanel />;
  }
}
