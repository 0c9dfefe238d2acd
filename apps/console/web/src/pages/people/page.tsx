import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { CountsPanel } from './counts.tsx';
import { ActiveField, DepartmentField } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { PeoplePanel } from './list.tsx';
import { MovementsPanel } from './movements.tsx';
import { countPeople, countsKey, type Facet } from './queries.ts';
import { PEOPLE } from './texts.ts';
import { PeopleTotals } from './totals.tsx';

const TABS = ['list', 'counts', 'movements'] as const;

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
      <View tab={tab} />
    </>
  );
}

function View({ tab }: { readonly tab: string }): ReactNode {
  if (tab === 'movements') return <MovementsPanel />;
  return tab === 'counts' ? <Counted /> : <PeoplePanel />;
}

/** What of the address is not of the list that a number leads to. */
const WHOLE = { tab: undefined, by: undefined, q: undefined, segment: undefined };

/** A department and a state lead to who has them. */
function Counted(): ReactNode {
  const t = useText(PEOPLE);
  const { filter } = useFilter();
  const searchOf = (by: Facet, value: string) =>
    by === 'department' || by === 'active' ? { ...WHOLE, [by]: value } : null;
  return (
    <CountsPanel
      title={t('counts')}
      queryKey={countsKey(filter)}
      ask={(by, signal) => countPeople(filter, by, signal)}
      fields={
        <>
          <DepartmentField />
          <ActiveField />
        </>
      }
      searchOf={searchOf}
    />
  );
}
