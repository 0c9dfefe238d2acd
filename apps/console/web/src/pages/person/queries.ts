import { queryOptions } from '@tanstack/react-query';
import { answer, answerIfAny, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { paged } from '../people/queries.ts';

export type Report = AnswerOf<operations['listReports']>['items'][number];
type History = AnswerOf<operations['listEmployeeHistory']>;
export type Version = History['items'][number];

const PERSON = 'person';

/** null: there is none, or none any more. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: [PERSON, id],
    queryFn: ({ signal }) => answerIfAny(directoryApi.GET('/employees/{id}', { params: { path: { id } }, signal })),
    refetchInterval: 2 * LIVE_MS,
  });

export const reportsKey = (id: string) => [PERSON, id, 'reports'];

export function reportsPage(id: string, cursor: string | undefined, signal: AbortSignal) {
  const params = { path: { id }, query: paged(cursor) };
  return answer(directoryApi.GET('/employees/{id}/reports', { params, signal }));
}

/** @param version of the person: with a new one there is more of it */
export const historyKey = (id: string, version: number) => [PERSON, id, 'history', version];

/** Of who never was here there is none. */
export async function historyPage(id: string, cursor: string | undefined, signal: AbortSignal): Promise<History> {
  const params = { path: { id }, query: paged(cursor) };
  const found = await answerIfAny(directoryApi.GET('/employees/{id}/history', { params, signal }));
  return found ?? { items: [], next: null };
}
