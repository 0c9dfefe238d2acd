import { queryOptions } from '@tanstack/react-query';
import { answer, OWN, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { seenIn, type Seen } from './seen.ts';

export type Attribute = AnswerOf<operations['listAttributes']>['items'][number];
export type Type = Attribute['type'];
export type Tenant = AnswerOf<operations['getTenant']>;
export type Unknown = Tenant['unknownAttributes'];

export const TYPES: readonly Type[] = ['option', 'date', 'number', 'employee'];
export const UNKNOWN: readonly Unknown[] = ['ignore', 'keep', 'refuse'];

/** The definitions, and what came without one: changed together. */
export const ATTRIBUTES = ['attributes'];

const own = { path: { tenantId: OWN } };
const of = (name: string) => ({ path: { tenantId: OWN, name } });

export const attributesQuery = queryOptions({
  queryKey: [...ATTRIBUTES, 'defined'],
  queryFn: async ({ signal }): Promise<readonly Attribute[]> =>
    (await answer(scimApi.GET('/admin/tenants/{tenantId}/attributes', { params: own, signal }))).items,
});

export const tenantQuery = queryOptions({
  queryKey: [...ATTRIBUTES, 'tenant'],
  queryFn: ({ signal }): Promise<Tenant> => answer(scimApi.GET('/admin/tenants/{tenantId}', { params: own, signal })),
});

const LOOKED_BACK_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;

/** From the beginning of a day: the same question all day long. */
function since(now: Date): string {
  return new Date(Math.floor((now.getTime() - LOOKED_BACK_MS) / DAY_MS) * DAY_MS).toISOString();
}

/** What was refused because nobody has defined it. */
export const seenQuery = queryOptions({
  queryKey: [...ATTRIBUTES, 'seen'],
  queryFn: async ({ signal }): Promise<readonly Seen[]> => {
    const query = { code: 'unknown-attribute' as const, from: since(new Date()) };
    return seenIn((await answer(scimApi.GET('/activity/groups', { params: { query }, signal }))).items);
  },
  refetchInterval: 4 * LIVE_MS,
});

export interface Definition {
  readonly name: string;
  readonly type: Type;
  readonly description: string;
  readonly sensitive: boolean;
}

export function defineAttribute({ name, ...body }: Definition): Promise<Attribute> {
  return answer(scimApi.PUT('/admin/tenants/{tenantId}/attributes/{name}', { params: of(name), body }));
}

export function retireAttribute(name: string): Promise<unknown> {
  return answer(scimApi.DELETE('/admin/tenants/{tenantId}/attributes/{name}', { params: of(name) }));
}

export function treatUnknown(unknownAttributes: Unknown): Promise<unknown> {
  return answer(scimApi.PATCH('/admin/tenants/{tenantId}', { params: own, body: { unknownAttributes } }));
}
