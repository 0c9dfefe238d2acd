import { queryOptions } from '@tanstack/react-query';
import { answer, notifierApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/notifier.ts';
import { isProblem } from '../../api/problem.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { parametersOf, type DeliveryFilter } from './parameters.ts';

export type Delivery = AnswerOf<operations['getDelivery']>;

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

/** Of one that is uncertain or has failed. */
export function resendDelivery(id: string): Promise<unknown> {
  return answer(notifierApi.POST('/deliveries/{id}/resend', { params: { path: { id } } }));
}
