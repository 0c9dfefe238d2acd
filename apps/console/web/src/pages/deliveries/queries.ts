import { queryOptions } from '@tanstack/react-query';
import { answer, answerIfAny, directoryApi, notifierApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/notifier.ts';
import { isProblem } from '../../api/problem.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { parametersOf, type DeliveryFilter } from './parameters.ts';

export type Delivery = AnswerOf<operations['getDelivery']>;
export type ReportDelivery = AnswerOf<operations['listReportDeliveries']>['items'][number];

/** Changed together by every act on one. */
export const DELIVERIES = ['deliveries'];
const EACH = 100;

const paged = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });

export const deliveriesKey = (filter: DeliveryFilter) => [...DELIVERIES, 'list', parametersOf(filter)];

export function deliveriesPage(filter: DeliveryFilter, cursor: string | undefined, signal: AbortSignal) {
  const query = { ...parametersOf(filter), ...paged(cursor) };
  return answer(notifierApi.GET('/deliveries', { params: { query }, signal }));
}

/** null: there is none. */
export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: [...DELIVERIES, 'one', id],
    queryFn: async ({ signal }): Promise<Delivery | null> => {
      try {
        return await answer(notifierApi.GET('/deliveries/{id}', { params: { path: { id } }, signal }));
      } catch (error) {
        if (isProblem(error, 404)) return null;
        throw error;
      }
    },
    refetchInterval: 2 * LIVE_MS,
  });

export const eventsKey = (id: string) => [...DELIVERIES, 'events', id];

export function eventsPage(id: string, cursor: string | undefined, signal: AbortSignal) {
  return answer(notifierApi.GET('/deliveries/{id}/events', { params: { path: { id }, query: paged(cursor) }, signal }));
}

/** Of one that is uncertain or has failed. @param reason nothing: none was said */
export function resendDelivery(id: string, reason: string): Promise<unknown> {
  const body = reason === '' ? {} : { reason };
  return answer(notifierApi.POST('/deliveries/{id}/resend', { params: { path: { id } }, body }));
}

/** So many people are asked about at once: the nearest. */
export const MOST_REPORTS = 100;

/** Who reports to somebody, directly or over others, by id; null: they are nobody among the employees. */
export const reportsQuery = (externalId: string | null) =>
  queryOptions({
    queryKey: [...DELIVERIES, 'reports', externalId],
    queryFn: async ({ signal }): Promise<Reports | null> => {
      const known = { externalId: [externalId ?? ''], active: 'true' as const, limit: 2 };
      const { items } = await answer(directoryApi.GET('/employees', { params: { query: known }, signal }));
      const [own, another] = items;
      if (own === undefined || another !== undefined) return null;
      const params = { path: { id: own.id }, query: { limit: MOST_REPORTS } };
      const below = await answerIfAny(directoryApi.GET('/employees/{id}/below', { params, signal }));
      const names = new Map(below?.items.map(({ id, displayName }) => [id, displayName]));
      return { names, hasMore: (below?.next ?? null) !== null };
    },
    enabled: externalId !== null,
  });

export interface Reports {
  readonly names: ReadonlyMap<string, string>;
  readonly hasMore: boolean;
}

export const reportDeliveriesKey = (about: readonly string[]) => [...DELIVERIES, 'of-reports', about];

export function reportDeliveriesPage(about: readonly string[], cursor: string | undefined, signal: AbortSignal) {
  const query = { about: [...about], ...paged(cursor) };
  return answer(notifierApi.GET('/deliveries/of-reports', { params: { query }, signal }));
}
