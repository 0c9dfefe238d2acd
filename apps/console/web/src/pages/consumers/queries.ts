import { queryOptions, useQueries } from '@tanstack/react-query';
import { answer, auditApi, directoryApi, notifierApi, type AnswerOf } from '../../api/client.ts';
import { CONSUMERS, FOLLOWING, OWN_LAG, type Consumer, type Lag } from '../../api/lag.ts';
import type { operations } from '../../api/generated/directory.ts';
import { LIVE_MS } from '../../api/query-client.ts';

export type OwnParked = AnswerOf<operations['listOwnParked']>['items'][number];
export type Parked = AnswerOf<operations['listParked']>['items'][number];
export type Decided = AnswerOf<operations['releaseParked']>;
export type Decision = 'release' | 'discard';
/** A tenant's own, or everybody's. */
export type Scope = 'own' | 'all';

const EACH = 100;

type Asking<Answer> = Readonly<Record<Consumer, (signal: AbortSignal) => Promise<Answer>>>;

const LAGS: Readonly<Record<Scope, Asking<Lag>>> = {
  own: OWN_LAG,
  all: {
    directory: (signal) => answer(directoryApi.GET('/admin/lag', { signal })),
    audit: (signal) => answer(auditApi.GET('/admin/lag', { signal })),
    notifier: (signal) => answer(notifierApi.GET('/admin/lag', { signal })),
  },
};

export const lagQuery = (scope: Scope, consumer: Consumer) =>
  queryOptions({
    queryKey: [...FOLLOWING, scope, consumer, 'lag'],
    queryFn: ({ signal }) => LAGS[scope][consumer](signal),
    refetchInterval: 2 * LIVE_MS,
  });

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const paged = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });

export const parkedKey = (scope: Scope, consumer: Consumer) => [...FOLLOWING, scope, consumer, 'parked'];

export function ownParkedPage(
  consumer: Consumer,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<OwnParked>> {
  const asked = { params: { query: paged(cursor) }, signal };
  switch (consumer) {
    case 'directory':
      return answer(directoryApi.GET('/parked', asked));
    case 'audit':
      return answer(auditApi.GET('/parked', asked));
    case 'notifier':
      return answer(notifierApi.GET('/parked', asked));
  }
}

export interface AllOf {
  readonly consumer: Consumer;
  /** What was passed over, too. */
  readonly isAll: boolean;
}

export function parkedPage(
  { consumer, isAll }: AllOf,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Parked>> {
  const all = isAll ? { all: 'true' as const } : {};
  const asked = { params: { query: { ...paged(cursor), ...all } }, signal };
  switch (consumer) {
    case 'directory':
      return answer(directoryApi.GET('/admin/parked', asked));
    case 'audit':
      return answer(auditApi.GET('/admin/parked', asked));
    case 'notifier':
      return answer(notifierApi.GET('/admin/parked', asked));
  }
}

/** Whether each has set something aside: what was passed over does not count. */
export function useAnyParked(scope: Scope): boolean {
  const page = (consumer: Consumer, signal: AbortSignal): Promise<Page<unknown>> =>
    scope === 'own'
      ? ownParkedPage(consumer, undefined, signal)
      : parkedPage({ consumer, isAll: false }, undefined, signal);
  const found = useQueries({
    queries: CONSUMERS.map((consumer) => ({
      queryKey: [...parkedKey(scope, consumer), 'any'],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => (await page(consumer, signal)).items.length > 0,
      refetchInterval: 4 * LIVE_MS,
    })),
  });
  return found.some(({ data }) => data === true);
}

type Deciding = {
  readonly params: { readonly path: { readonly event: string } };
  readonly body: { readonly why: string };
};

const DECISIONS: Readonly<Record<Decision, Readonly<Record<Consumer, (asked: Deciding) => Promise<Decided>>>>> = {
  release: {
    directory: (asked) => answer(directoryApi.POST('/admin/parked/{event}/release', asked)),
    audit: (asked) => answer(auditApi.POST('/admin/parked/{event}/release', asked)),
    notifier: (asked) => answer(notifierApi.POST('/admin/parked/{event}/release', asked)),
  },
  discard: {
    directory: (asked) => answer(directoryApi.POST('/admin/parked/{event}/discard', asked)),
    audit: (asked) => answer(auditApi.POST('/admin/parked/{event}/discard', asked)),
    notifier: (asked) => answer(notifierApi.POST('/admin/parked/{event}/discard', asked)),
  },
};

/** What becomes of one that is set aside; the reason stays with it, and in the audit log. */
export function decide(consumer: Consumer, decision: Decision, event: string, why: string): Promise<Decided> {
  return DECISIONS[decision][consumer]({ params: { path: { event } }, body: { why } });
}
