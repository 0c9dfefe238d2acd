import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { DayNotice, useDay } from '../../ui/day-choice.tsx';
import { HereLink } from '../../ui/link.tsx';
import { Notice, Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { chainQuery, personQuery } from '../person/queries.ts';
import { Below } from './below-count.tsx';
import { Chart } from './chart.tsx';
import type { Employee } from '../people/queries.ts';
import { ORGANISATION } from './texts.ts';

/** From one person down, with the way from there to the top. */
export function FromPerson({ id }: { readonly id: string }): ReactNode {
  const t = useText(ORGANISATION);
  const { moment } = useDay();
  const query = useQuery(personQuery(id, moment));
  return (
    <>
      <DayNotice told={query.data} />
      <Below id={id} />
      <Panel title={t('chart')} description={t('chartText')} isFlush>
        <Queried query={query} rows={8}>
          {(person) => (
            <>
              <Above id={id} person={person} />
              {person === null ? (
                <State icon="search" title={t('notThere')}>
                  {t('notThereText')}
                </State>
              ) : (
                <Chart tops={{ people: [person], isCut: false }} root={id} />
              )}
            </>
          )}
        </Queried>
      </Panel>
    </>
  );
}

interface AboveProps {
  readonly id: string;
  readonly person: Employee | null;
}

/** Each one above leads to the chart from there. */
function Above({ id, person }: AboveProps): ReactNode {
  const t = useText(ORGANISATION);
  const { moment } = useDay();
  const { data } = useQuery(chainQuery(id, moment));
  const above = data?.items.toReversed() ?? [];
  return (
    <div className="stack-small chart-above">
      {data?.isCircle === true && (
        <Notice tone="warn" title={t('circle')}>
          {t('circleText')}
        </Notice>
      )}
      <ol className="chart-way" aria-label={t('above')}>
        <li>
          <HereLink search={{ from: undefined, open: undefined }}>{t('everybody')}</HereLink>
        </li>
        {above.map((one) => (
          <li key={one.id}>
            <HereLink search={{ from: one.id, open: undefined }}>
              <bdi className="path">{one.displayName}</bdi>
            </HereLink>
          </li>
        ))}
        {person !== null && (
          <li>
            <bdi className="path">{person.displayName}</bdi>
          </li>
        )}
      </ol>
    </div>
  );
}
