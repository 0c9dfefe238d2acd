import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { DayChoice, DayNotice, useDay } from '../../ui/day-choice.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { useUrl } from '../../ui/url.ts';
import { useEarliestDay } from '../people/past.ts';
import { Chart } from './chart.tsx';
import { FromPerson } from './from-person.tsx';
import { LeftManagers } from './left-managers.tsx';
import { Nobody } from './nobody.tsx';
import { isOrphan } from './orphan.ts';
import { Orphans } from './orphans.tsx';
import { OpenedPerson } from './opened-person.tsx';
import { topsQuery } from './queries.ts';
import { ORGANISATION } from './texts.ts';
import { Tops } from './tops.tsx';

export function Page(): ReactNode {
  const t = useText(ORGANISATION);
  const [{ from }] = useUrl({ from: '' });
  const earliest = useEarliestDay();
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <DayChoice earliest={earliest} />
      <OpenedPerson />
      {/* Of one person nothing stays open when another is looked at. */}
      {from === '' ? <Everybody /> : <FromPerson key={from} id={from} />}
    </div>
  );
}

/** From the top, and who has none above them though they should. */
function Everybody(): ReactNode {
  const t = useText(ORGANISATION);
  const { moment } = useDay();
  const query = useQuery(topsQuery(moment));
  return (
    <>
      <DayNotice told={query.data} />
      <Tops query={query} />
      <Panel title={t('chart')} description={t('chartText')} isFlush>
        <Queried query={query} rows={8}>
          {(tops) => {
            const people = tops.people.filter((person) => !isOrphan(person));
            return people.length === 0 && !tops.isCut ? (
              <Nobody earliest={tops.earliest} />
            ) : (
              <Chart tops={{ ...tops, people }} />
            );
          }}
        </Queried>
      </Panel>
      <Orphans query={query} />
      <LeftManagers />
    </>
  );
}
