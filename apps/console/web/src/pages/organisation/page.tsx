import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { DayChoice, DayNotice, useDay } from '../../ui/day-choice.tsx';
import { Panel, PanelSkeleton, Queried } from '../../ui/panel.tsx';
import { Room, Skeleton } from '../../ui/state.tsx';
import { useUrl } from '../../ui/url.ts';
import { PersonField } from '../people/person-field.tsx';
import { useEarliestDay } from '../people/past.ts';
import { Chart } from './chart.tsx';
import { Counted } from './counted.tsx';
import { Nobody } from './nobody.tsx';
import { isOrphan } from './orphan.ts';
import { topsQuery } from './queries.ts';
import { ORGANISATION } from './texts.ts';
import { Tops } from './tops.tsx';

// The tree is most of the page: what is below it, and what somebody asks for, comes when it is needed.
const Findings = lazy(() => import('./findings.tsx').then(({ Findings: component }) => ({ default: component })));

const Orphans = lazy(() => import('./orphans.tsx').then(({ Orphans: component }) => ({ default: component })));
const FromPerson = lazy(() =>
  import('./from-person.tsx').then(({ FromPerson: component }) => ({ default: component })),
);
const OpenedPerson = lazy(() =>
  import('./opened-person.tsx').then(({ OpenedPerson: component }) => ({ default: component })),
);

export function Page(): ReactNode {
  const t = useText(ORGANISATION);
  const [{ from, open }, setUrl] = useUrl({ from: '', open: '' });
  const earliest = useEarliestDay();
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <div className="organisation-asked">
        <PersonField label={t('startWith')} value={from} onChange={(id) => setUrl({ from: id, open: '' })} />
        <DayChoice earliest={earliest} />
      </div>
      {open !== '' && (
        <Suspense fallback={<PanelSkeleton />}>
          <OpenedPerson id={open} onClose={() => setUrl({ open: '' })} />
        </Suspense>
      )}
      {/* Of one person nothing stays open when another is looked at. */}
      {from === '' ? (
        <Everybody />
      ) : (
        <Suspense fallback={<Skeleton rows={8} />}>
          <FromPerson key={from} id={from} />
        </Suspense>
      )}
    </div>
  );
}

/** From the top, and who has none above them though they should. */
function Everybody(): ReactNode {
  const t = useText(ORGANISATION);
  const { day, moment } = useDay();
  const query = useQuery(topsQuery(moment));
  const { data } = query;
  return (
    <>
      <DayNotice told={data?.level} />
      {day === '' && query.isPending && <Room rows={5} shape="tiles" />}
      {day === '' ? <Counted told={data} /> : <Tops tops={data?.level} />}
      <Panel title={t('chart')} description={t('chartText')} isFlush>
        <Queried query={query} rows={8}>
          {({ level }) => {
            const people = level.people.filter((person) => !isOrphan(person));
            return people.length === 0 && !level.isCut ? (
              <Nobody earliest={level.earliest} />
            ) : (
              <Chart tops={{ ...level, people }} />
            );
          }}
        </Queried>
      </Panel>
      <Suspense fallback={day === '' ? <PanelSkeleton /> : null}>
        {day === '' ? <Findings counts={data?.counts ?? null} /> : <Orphans people={data?.level.people ?? []} />}
      </Suspense>
    </>
  );
}
