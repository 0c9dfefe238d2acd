import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { PeoplePanel } from './list.tsx';
import { MovementsPanel } from './movements.tsx';
import { PEOPLE } from './texts.ts';
import { PeopleTotals } from './totals.tsx';

const TABS = ['list', 'movements'] as const;

export function Page(): ReactNode {
  const t = useText(PEOPLE);
  const may = useMay();
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      {may('people:read') ? <Company /> : <PeoplePanel />}
    </div>
  );
}

/** Colleagues are shown each other; whoever keeps people sees how many they are, who came and who left. */
function Company(): ReactNode {
  const t = useText(PEOPLE);
  const tabs = TABS.map((id) => ({ id, label: t(id) }));
  const tab = useTab(tabs);
  return (
    <>
      <PeopleTotals />
      <Tabs label={t('views')} tabs={tabs} />
      {tab === 'movements' ? <MovementsPanel /> : <PeoplePanel />}
    </>
  );
}
