import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Opened } from '../../ui/opened.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, PanelSkeleton, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import { CountsPanel } from '../people/counts.tsx';
import { PeopleTable } from '../people/list.tsx';
import { segmentPeoplePage, type Employee } from '../people/queries.ts';
import { countedKey, countSegment, meantKey, segmentsQuery, type Segment } from './queries.ts';
import { SEGMENTS_TEXTS } from './texts.ts';

interface OpenedSegmentProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** Whom a segment means, how many, and by which filter. */
export function OpenedSegment({ name, onClose }: OpenedSegmentProps): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const path = useTenantPath();
  const query = useQuery(segmentsQuery);
  const segment = query.data?.find((one) => one.name === name);
  const actions = segment !== undefined && (
    <ButtonLink isSmall to={path('people')} search={{ segment: name }}>
      {t('inPeople')}
    </ButtonLink>
  );
  return (
    <>
      <Opened id={name} title={t('opened', { name })} actions={actions} onClose={onClose}>
        <Queried query={query} rows={3} shape="facts">
          {() =>
            segment === undefined ? (
              <State icon="search" title={t('notThere')}>
                {t('notThereText')}
              </State>
            ) : (
              <Filtered segment={segment} />
            )
          }
        </Queried>
      </Opened>
      {query.isPending && <PanelSkeleton rows={16} />}
      {segment !== undefined && <Meant segment={segment} />}
    </>
  );
}

function Filtered({ segment: { filter, version, changedAt } }: { readonly segment: Segment }): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const text = (
    <bdi className="mono path" dir="ltr">
      {filter}
    </bdi>
  );
  return (
    <Facts
      facts={[
        { label: t('filter'), value: text },
        { label: t('version'), value: String(version) },
        { label: t('changed'), value: <Time at={changedAt} /> },
      ]}
    />
  );
}

function Meant({ segment: { name, version } }: { readonly segment: Segment }): ReactNode {
  const t = useText(SEGMENTS_TEXTS);
  const { query, more } = useKeyset<Employee>({
    queryKey: meantKey(name, version),
    page: (cursor, signal) => segmentPeoplePage(name, cursor, signal),
  });
  return (
    <>
      <CountsPanel
        title={t('counts')}
        queryKey={countedKey(name, version)}
        ask={(by, signal) => countSegment(name, by, signal)}
      />
      <Panel title={t('people')} isFlush isBusy={query.isOld}>
        <Queried query={query}>
          {(people) => <PeopleTable people={people} more={more} none={<State icon="people" title={t('nobody')} />} />}
        </Queried>
      </Panel>
    </>
  );
}
