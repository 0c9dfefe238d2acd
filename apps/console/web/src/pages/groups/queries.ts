import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { paged } from '../people/queries.ts';

export type Group = AnswerOf<operations['listGroups']>['items'][number];

/** By the beginning of a name, or whom somebody is in: not both. */
export interface GroupsWanted {
  readonly search?: string;
  readonly memberId?: string;
}

export const groupsKey = (wanted: GroupsWanted) => ['groups', wanted];

export function groupsPage(wanted: GroupsWanted, cursor: string | undefined, signal: AbortSignal) {
  return answer(directoryApi.GET('/groups', { params: { query: { ...wanted, ...paged(cursor) } }, signal }));
}
