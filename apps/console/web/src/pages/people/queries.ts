import { queryOptions } from '@tanstack/react-query';
import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { parametersOf, type PeopleFilter } from './parameters.ts';

export type Employee = AnswerOf<operations['listEmployees']>['items'][number];
export type Movement = AnswerOf<operations['listMovements']>['items'][number];
export type Totals = AnswerOf<operations['getTotals']>;
type Asked = NonNullable<operations['listEmployees']['parameters']['query']>;

export const DIRECTORY = 'directory';
const EACH = 100;

export const paged = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });

export const peopleKey = (filter: PeopleFilter) => [DIRECTORY, 'employees', parametersOf(filter)];

export function peoplePage(filter: PeopleFilter, cursor: string | undefined, signal: AbortSignal) {
  const query: Asked = { ...(parametersOf(filter) as Asked), ...paged(cursor) };
  return answer(directoryApi.GET('/employees', { params: { query }, signal }));
}

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
