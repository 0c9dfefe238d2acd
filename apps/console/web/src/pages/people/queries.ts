import { queryOptions } from '@tanstack/react-query';
import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { countedOf, listedBy, type PeopleFilter } from './parameters.ts';

export type Employee = AnswerOf<operations['listEmployees']>['items'][number];
export type Movement = AnswerOf<operations['listMovements']>['items'][number];
export type Totals = AnswerOf<operations['getTotals']>;
export type Counts = AnswerOf<operations['countEmployees']>;
type Asked = NonNullable<operations['listEmployees']['parameters']['query']>;
type CountAsked = NonNullable<operations['countEmployees']['parameters']['query']>;

/** The beginning of the keys of all that the directory answers about many people. */
export const DIRECTORY = 'directory';
const EACH = 100;

interface Page {
  readonly items: readonly Employee[];
  readonly next: string | null;
}

export const paged = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });

export const peopleKey = (filter: PeopleFilter) => [DIRECTORY, 'employees', listedBy(filter)];

export function peoplePage(filter: PeopleFilter, cursor: string | undefined, signal: AbortSignal): Promise<Page> {
  const listed = listedBy(filter);
  switch (listed.by) {
    case 'segment':
      return segmentPeoplePage(listed.name, cursor, signal);
    case 'search':
      return answer(directoryApi.GET('/search', { params: { query: { ...listed.query, ...paged(cursor) } }, signal }));
    case 'list': {
      const query: Asked = { ...(listed.query as Asked), ...paged(cursor) };
      return answer(directoryApi.GET('/employees', { params: { query }, signal }));
    }
  }
}

export function segmentPeoplePage(name: string, cursor: string | undefined, signal: AbortSignal): Promise<Page> {
  const params = { path: { name }, query: paged(cursor) };
  return answer(directoryApi.GET('/segments/{name}/people', { params, signal }));
}

export const FACETS = ['department', 'title', 'manager', 'active'] as const;
export type Facet = (typeof FACETS)[number];

export const countsKey = (filter: PeopleFilter) => [DIRECTORY, 'counts', countedOf(filter)];

export function countPeople(filter: PeopleFilter, by: Facet, signal: AbortSignal): Promise<Counts> {
  const query: CountAsked = { ...(countedOf(filter) as CountAsked), by };
  return answer(directoryApi.GET('/employees/count', { params: { query }, signal }));
}

/** Who these ids are of, by the id; of nobody there is nothing. */
export const namesQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: [DIRECTORY, 'managers', ids],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, string>> => {
      const params = { query: { id: [...ids] } };
      const { items } = await answer(directoryApi.GET('/employees', { params, signal }));
      return new Map(items.map(({ id, displayName }) => [id, displayName]));
    },
    enabled: ids.length > 0,
    staleTime: 60_000,
  });

/** The name of one id, of who has left as well; null: nobody has it any more. */
export const nameQuery = (id: string) =>
  queryOptions({
    queryKey: [DIRECTORY, 'name', id],
    queryFn: async ({ signal }): Promise<string | null> => {
      const params = { query: { id: [id] } };
      const { items } = await answer(directoryApi.GET('/employees', { params, signal }));
      return items[0]?.displayName ?? null;
    },
    enabled: id !== '',
    staleTime: 60_000,
  });

export const KINDS = ['joined', 'left'] as const;

export const movementsKey = (kind: string) => [DIRECTORY, 'movements', kind];

/** Of the last seven days. */
export function movementsPage(kind: string, cursor: string | undefined, signal: AbortSignal) {
  const wanted = KINDS.find((one) => one === kind);
  const query = { ...(wanted !== undefined && { kind: wanted }), ...paged(cursor) };
  return answer(directoryApi.GET('/movements', { params: { query }, signal }));
}

export const totalsQuery = queryOptions({
  queryKey: [DIRECTORY, 'totals'],
  queryFn: ({ signal }) => answer(directoryApi.GET('/totals', { signal })),
  refetchInterval: 2 * LIVE_MS,
});

/** So many can be chosen from; of more the name is typed. */
const MOST_DEPARTMENTS = 200;

export const departmentsQuery = queryOptions({
  queryKey: [DIRECTORY, 'departments'],
  queryFn: ({ signal }) =>
    answer(directoryApi.GET('/departments', { params: { query: { limit: MOST_DEPARTMENTS } }, signal })),
  staleTime: 60_000,
});
