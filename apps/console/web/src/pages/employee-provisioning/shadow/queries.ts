import { queryOptions } from '@tanstack/react-query';
import { answer, OWN, scimApi, type AnswerOf } from '../../../api/client.ts';
import type { operations } from '../../../api/generated/scim-api.ts';
import { LIVE_MS } from '../../../api/query-client.ts';
import { CONNECTIONS, type Connection } from '../queries.ts';

export type Shadow = AnswerOf<operations['getShadow']>;
export type ShadowItem = AnswerOf<operations['listShadowItems']>['items'][number];
export type GoingLive = NonNullable<Shadow['goingLive']>;
export type Kind = ShadowItem['kind'];
export type Taken = 'shadow' | 'live';

/** In the order in which they frighten: what nobody expects stands first. */
export const KINDS = ['delete', 'deactivate', 'change', 'create', 'reactivate', 'match'] as const satisfies Kind[];

const EACH = 50;
const AT = '/admin/tenants/{tenantId}/connections/{connectionId}/shadow';

const of = (connectionId: string) => ({ path: { tenantId: OWN, connectionId } });
const key = (connectionId: string) => [...CONNECTIONS, connectionId, 'shadow'];

export const shadowQuery = (id: string) =>
  queryOptions({
    queryKey: key(id),
    queryFn: ({ signal }) => answer(scimApi.GET(AT, { params: of(id), signal })),
    refetchInterval: 2 * LIVE_MS,
  });

export const itemsOf = (id: string, kind: Kind) => ({
  queryKey: [...key(id), 'items', kind],
  page: (cursor: string | undefined, signal: AbortSignal) => {
    const query = { kind, limit: EACH, ...(cursor !== undefined && { cursor }) };
    return answer(scimApi.GET(`${AT}/items`, { params: { ...of(id), query }, signal }));
  },
});

export const undecidedOf = (id: string) => ({
  queryKey: [...key(id), 'undecided'],
  page: (cursor: string | undefined, signal: AbortSignal) => {
    const query = { limit: EACH, ...(cursor !== undefined && { cursor }) };
    return answer(scimApi.GET(`${AT}/undecided`, { params: { ...of(id), query }, signal }));
  },
});

export function createShadow(name: string): Promise<Connection> {
  const path = '/admin/tenants/{tenantId}/connections';
  return answer(scimApi.POST(path, { params: { path: { tenantId: OWN } }, body: { name, shadow: true } }));
}

export function goLive(id: string, reason: string) {
  return answer(scimApi.POST(`${AT}/go-live`, { params: of(id), body: { reason } }));
}

/** @param item as it was shown: what has changed again since is not decided about */
export function decide(id: string, item: ShadowItem, take: Taken) {
  const body = { id: item.id, take, ...(item.live !== null && { version: item.live.version }) };
  return answer(scimApi.POST(`${AT}/decide`, { params: of(id), body }));
}

export function dropShadow(id: string, reason: string): Promise<unknown> {
  return answer(scimApi.DELETE(AT, { params: { ...of(id), query: { reason } } }));
}
