import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useKeyset } from '../../ui/pages.ts';
import { Panel, Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { PeopleFields } from './filter-fields.tsx';
import { useFilter } from './filter.ts';
import { ActiveBadge, PersonLink } from './parts.tsx';
import { peopleKey, peoplePage, type Employee } from './queries.ts';
import { PEOPLE } from './texts.ts';

export function PeoplePanel(): ReactNode {
  const t = useText(PEOPLE);
  const { filter, isFiltered } = useFilter();
  const { query, more } = useKeyset<Employee>({
    queryKey: peopleKey(filter),
    page: (cursor, signal) => peoplePage(filter, cursor, signal),
    isLive: true,
  });
  const columns = useColumns();
  return (
    <Panel title={t('list')} description={t('asEntraSays')} isFlush isBusy={query.isOld}>
      <PeopleFields />
      <Queried query={query} rows={8}>
        {(people) =>
          people.length === 0 && !more.hasMore ? (
            <State icon="people" title={t(isFiltered ? 'noMatch' : 'none')}>
              {t(isFiltered ? 'noMatchText' : 'noneText')}
            </State>
          ) : (
            <Table caption={t('list')} columns={columns} rows={people} rowKey={({ id }) => id} more={more} />
          )
        }
      </Queried>
    </Panel>
  );
}

function useColumns(): readonly Column<Employee>[] {
  const t = useText(PEOPLE);
  const may = useMay();
  const columns: readonly Column<Employee>[] = [
    { key: 'name', head: t('name'), isName: true, cell: (employee) => <Name employee={employee} /> },
    { key: 'title', head: t('title'), isWide: true, cell: ({ title }) => <bdi>{title ?? '–'}</bdi> },
    {
      key: 'department',
      head: t('department'),
      isWide: true,
      cell: ({ department }) => <bdi>{department ?? '–'}</bdi>,
    },
    { key: 'manager', head: t('manager'), isWide: true, cell: ({ manager }) => <Manager manager={manager} /> },
  ];
  // Colleagues are shown who is active, and nobody else.
  if (!may('people:read')) return columns;
  return [
    ...columns,
    { key: 'state', head: t('state'), isEnd: true, cell: ({ active }) => <ActiveBadge isActive={active} /> },
  ];
}

function Name({ employee: { id, displayName, mail } }: { readonly employee: Employee }): ReactNode {
  return (
    <>
      <PersonLink id={id} name={displayName} />
      {mail !== null && (
        <div className="muted small path">
          <bdi>{mail}</bdi>
        </div>
      )}
    </>
  );
}

function Manager({ manager }: Pick<Employee, 'manager'>): ReactNode {
  if (manager === null) return '–';
  return <PersonLink id={manager.id} name={manager.displayName} />;
}
