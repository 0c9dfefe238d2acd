import { queryOptions } from '@tanstack/react-query';
import { answer, auditApi, directoryApi, notifierApi, type AnswerOf } from './client.ts';
import type { operations } from './generated/directory.ts';
import { LIVE_MS } from './query-client.ts';

/** What follows the events of scim-api: each answers the same operations, by the same library. */
export const CONSUMERS = ['directory', 'audit', 'notifier'] as const;
export type Consumer = (typeof CONSUMERS)[number];

export type Lag = Omit<AnswerOf<operations['getLag']>, 'next'>;

/** Of the own tenant. */
export const OWN_LAG: Readonly<Record<Consumer, (signal: AbortSignal) => Promise<Lag>>> = {
  directory: (signal) => answer(directoryApi.GET('/lag', { signal })),
  audit: (signal) => answer(auditApi.GET('/lag', { signal })),
  notifier: (signal) => answer(notifierApi.GET('/lag', { signal })),
};

/** All that is known of who follows: changed together by an act on it. */
export const FOLLOWING = ['following'];

export const ownLagQuery = (consumer: Consumer) =>
  queryOptions({
    queryKey: [...FOLLOWING, 'own', consumer, 'lag'],
    queryFn: ({ signal }) => OWN_LAG[consumer](signal),
    refetchInterval: 4 * LIVE_MS,
  });
