import type { ReactNode } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column, type MoreProps } from '../../ui/table.tsx';
import { PeopleFields } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { Marked } from './marked.tsx';
import { listedBy } from './parameters.ts';
import { ActiveBadge, PersonLink } from './parts.tsx';
import { peopleKey, peoplePage, type Employee } from './queries.ts';
import { PEOPLE } from './texts.ts';

export function PeoplePanel(): ReactNode {
  const t = useText(PEOPLE);
  const { filter } = useFilter();
  const { by } = listedBy(filter);
  const { query, more } = useKeyset<Employee>({
    queryKey: peopleKey(filter),
    page: (cursor, signal) => peoplePage(filter, cursor, signal),
    // A segment is worked out person by person.
    isLive: by !== 'segment',
  });
  return (
    <Panel title={t('list')} description={t(`listed.${by}`)} isFlush isBusy={query.isOld}>
      <PeopleFields />
      {by === 'segment' && isProblem(query.error, 404) ? (
        <State icon="search" title={t('noSegment')}>
          {t('noSegmentText')}
        </State>
      ) : (
        <Queried query={query} rows={8}>
          {(people) => <PeopleTable people={people} more={more} none={<None />} q={filter.q} />}
        </Queried>
      )}
    </Panel>
  );
}

function None(): ReactNode {
  const t = useText(PEOPLE);
  const { filter, isFiltered } = useFilter();
  if (filter.segment !== '') return <State icon="people" title={t('noneInSegment')} />;
  return (
    <State icon="people" title={t(isFiltered ? 'noMatch' : 'none')}>
      {t(isFiltered ? 'noMatchText' : 'noneText')}
    </State>
  );
}

interface PeopleTableProps {
  readonly people: readonly Employee[];
  readonly more: MoreProps;
  readonly none: ReactNode;
  /** What was typed. */
  readonly q?: string;
}

/** A page may be empty though others follow: of many people a few are looked at at a time. */
export function PeopleTable({ people, more, none, q = '' }: PeopleTableProps): ReactNode {
  const t = useText(PEOPLE);
  const columns = useColumns(q);
  if (people.length === 0 && !more.hasMore) return none;
  return (
    <>
      {people.length === 0 && <p className="muted small panel-body">{t('further')}</p>}
      <Table caption={t('list')} columns={columns} rows={people} rowKey={({ id }) => id} more={more} />
    </>
  );
}

function useColumns(q: string): readonly Column<Employee>[] {
  const t = useText(PEOPLE);
  const may = useMay();
  const said = (text: string | null): ReactNode => <bdi>{text === null ? '–' : <Marked text={text} q={q} />}</bdi>;
  const columns: readonly Column<Employee>[] = [
    { key: 'name', head: t('name'), isName: true, cell: (employee) => <Name employee={employee} q={q} /> },
    { key: 'title', head: t('title'), isWide: true, cell: ({ title }) => said(title) },
    { key: 'department', head: t('department'), isWide: true, cell: ({ department }) => said(department) },
    { key: 'manager', head: t('manager'), isWide: true, cell: ({ manager }) => <Manager manager={manager} /> },
  ];
  // Colleagues are shown who is active, and nobody else.
  if (!may('people:read')) return columns;
  return [
    ...columns,
    { key: 'state', head: t('state'), isEnd: true, cell: ({ active }) => <ActiveBadge isActive={active} /> },
  ];
}

interface NameProps {
  readonly employee: Employee;
  readonly q: string;
}

function Name({ employee: { id, displayName, mail }, q }: NameProps): ReactNode {
  return (
    <>
      <PersonLink id={id} name={displayName} shown={<Marked text={displayName} q={q} />} />
      {mail !== null && (
        <div className="muted small path">
          <bdi>
            <Marked text={mail} q={q} />
          </bdi>
        </div>
      )}
    </>
  );
}

function Manager({ manager }: Pick<Employee, 'manager'>): ReactNode {
  if (manager === null) return '–';
  return <PersonLink id={manager.id} name={manager.displayName} />;
}
