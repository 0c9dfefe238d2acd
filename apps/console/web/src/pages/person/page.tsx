import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { DayChoice, DayNotice, useDay } from '../../ui/day-choice.tsx';
import { useKeyset } from '../../ui/pages.ts';
import { GroupsPanel } from '../groups/list.tsx';
import { useEarliestDay } from '../people/past.ts';
import { Card } from './card.tsx';
import { ErasePanel } from './erase.tsx';
import { ChainPanel } from './chain.tsx';
import { Head } from './head.tsx';
import { HistoryPanel } from './history.tsx';
import { historyKey, historyPage, personQuery, type PersonThen, type Version } from './queries.ts';
import { OpenedReason } from './opened-reason.tsx';
import { SensitivePanel } from './sensitive.tsx';
import { sinceOf } from './since.ts';
import { TeamPanel } from './team.tsx';
import { PERSON } from './texts.ts';

export function Page(): ReactNode {
  const { id = '' }: { readonly id?: string } = useParams({ strict: false });
  // Nothing of somebody stays below the name of somebody else.
  return <Person key={id} id={id} />;
}

function Person({ id }: { readonly id: string }): ReactNode {
  const may = useMay();
  const { moment, day } = useDay();
  const seesAll = may('people:read');
  const query = useQuery(personQuery(id, seesAll ? moment : {}));
  const history = useKeyset<Version>({
    queryKey: historyKey(id, query.data?.version ?? 0),
    page: (cursor, signal) => historyPage(id, cursor, signal),
    enabled: seesAll && !query.isPending,
  });
  const deletedAt = query.data === null && day === '' ? deletionIn(history.query.data ?? []) : null;
  return (
    <div className="stack">
      <Head id={id} person={query.isError ? null : query.data} />
      {seesAll && <Day told={query.data} />}
      {seesAll && <OpenedReason id={id} />}
      <div className="columns">
        <div className="stack">
          <Card query={query} since={sinceOf(history.query.data ?? [])} />
          {seesAll && <Masked id={id} person={query.data} />}
        </div>
        {seesAll && query.data !== null && <Around id={id} />}
      </div>
      {seesAll && <HistoryPanel id={id} history={history} />}
      {deletedAt !== null && may('people:erase') && <ErasePanel id={id} deletedAt={deletedAt} />}
    </div>
  );
}

/** Of the newest version, and so of no day before. */
function Masked({ id, person }: { readonly id: string; readonly person: PersonThen | null | undefined }): ReactNode {
  const { day } = useDay();
  if (day !== '' || person === null || person === undefined) return null;
  return <SensitivePanel key={person.version} id={id} extensions={person.extensions} />;
}

/** Null: the newest version is not the last. */
function deletionIn([newest]: readonly Version[]): string | null {
  return newest?.kind === 'deleted' ? newest.at : null;
}

/** As of which day it is shown. */
function Day({ told }: { readonly told: PersonThen | null | undefined }): ReactNode {
  const earliest = useEarliestDay();
  return (
    <>
      <DayChoice earliest={earliest} />
      <DayNotice told={told} />
    </>
  );
}

/** To whom somebody reports, whom somebody leads, and where somebody belongs: the groups are known of the present alone. */
function Around({ id }: { readonly id: string }): ReactNode {
  const t = useText(PERSON);
  const { day } = useDay();
  return (
    <div className="stack">
      <ChainPanel id={id} />
      <TeamPanel id={id} />
      {day === '' && (
        <GroupsPanel
          title={t('groups')}
          description={t('groupsText')}
          wanted={{ memberId: id }}
          none={{ title: t('noGroups') }}
        />
      )}
    </div>
  );
}
