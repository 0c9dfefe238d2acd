import { queryOptions } from '@tanstack/react-query';
import { answer, answerIfAny, directoryApi } from '../../api/client.ts';
import type { Moment } from '../../ui/day.ts';
import { DIRECTORY, type Employee } from '../people/queries.ts';
import { levelOf, type Level } from './level.ts';

export type { Employee } from '../people/queries.ts';
export type People = Level<Employee>;

const EACH = 200;
const ORGANISATION = [DIRECTORY, 'organisation'] as const;

const pagedOf = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });

/** Who has no manager that is known: who is at the top, and whose manager nobody knows. */
export const topsQuery = (moment: Moment) =>
  queryOptions({
    queryKey: [...ORGANISATION, 'tops', moment],
    queryFn: async ({ signal }): Promise<People> =>
      levelOf((cursor) => {
        const query = { ...moment, managerId: 'none', ...pagedOf(cursor) };
        return answer(directoryApi.GET('/employees', { params: { query }, signal }));
      }),
  });

const NOBODY = { items: [], next: null };

/** Who reports to somebody; of who was not there, nobody. */
export const teamQuery = (id: string, moment: Moment) =>
  queryOptions({
    queryKey: [...ORGANISATION, 'team', id, moment],
    queryFn: async ({ signal }): Promise<People> =>
      levelOf(async (cursor) => {
        const params = { path: { id }, query: { ...moment, ...pagedOf(cursor) } };
        return (await answerIfAny(directoryApi.GET('/employees/{id}/team', { params, signal }))) ?? NOBODY;
      }),
  });

/** How many are below somebody. */
export interface Below {
  readonly count: number;
  /** Else they are so many at least. */
  readonly isExact: boolean;
}

export const belowQuery = (id: string, moment: Moment) =>
  queryOptions({
    queryKey: [...ORGANISATION, 'below', id, moment],
    queryFn: async ({ signal }): Promise<Below> => {
      const params = { path: { id }, query: { ...moment, limit: 1 } };
      const found = await answerIfAny(directoryApi.GET('/employees/{id}/below', { params, signal }));
      const { total, atLeast = 0 } = found ?? { total: 0 };
      return total === undefined ? { count: atLeast, isExact: false } : { count: total, isExact: true };
    },
  });
