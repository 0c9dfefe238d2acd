import { queryOptions } from '@tanstack/react-query';
import { answer, notifierApi, OWN, type AnswerOf } from '../../../api/client.ts';
import type { operations } from '../../../api/generated/notifier.ts';
import { LIVE_MS } from '../../../api/query-client.ts';
import { CONNECTIONS } from '../queries.ts';

export type Address = AnswerOf<operations['getConnectionNotificationAddresses']>['items'][number];

const ADDRESSES = '/admin/tenants/{tenantId}/connections/{connectionId}/notification-addresses';
const at = (connectionId: string) => ({ path: { tenantId: OWN, connectionId } });

/** What became of each address, as the notifier knows it: it hears of a new one a moment later. */
export const addressesQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS, id, 'addresses'],
    queryFn: async ({ signal }): Promise<readonly Address[]> =>
      (await answer(notifierApi.GET(ADDRESSES, { params: at(id), signal }))).items,
    refetchInterval: 2 * LIVE_MS,
  });

/** Again, to each that waits for its reader. */
export function sendLinks(id: string): Promise<unknown> {
  return answer(notifierApi.POST(`${ADDRESSES}/confirmation`, { params: at(id) }));
}

export function sendTestMail(id: string): Promise<unknown> {
  return answer(notifierApi.POST(`${ADDRESSES}/test-mail`, { params: at(id) }));
}
