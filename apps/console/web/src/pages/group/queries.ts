import { queryOptions } from '@tanstack/react-query';
import { answer, answerIfAny, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { paged } from '../people/queries.ts';

export type Member = AnswerOf<operations['listGroupMembers']>['items'][number];

/** null: there is none, or none any more. */
export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ['group', id],
    queryFn: ({ signal }) => answerIfAny(directoryApi.GET('/groups/{id}', { params: { path: { id } }, signal })),
    refetchInterval: 2 * LIVE_MS,
  });

export const membersKey = (id: string) => ['group', id, 'members'];

export function membersPage(id: string, cursor: string | undefined, signal: AbortSignal) {
  const params = { path: { id }, query: paged(cursor) };
  return answer(directoryApi.GET('/groups/{id}/members', { params, signal }));
}
