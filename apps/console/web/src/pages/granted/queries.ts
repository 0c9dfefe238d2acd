import { queryOptions } from '@tanstack/react-query';
import { answer, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';
import { LIVE_MS } from '../../api/query-client.ts';

export type OpenGrant = AnswerOf<operations['listOpenGrants']>['items'][number];

export const OPEN_GRANTS = ['installation', 'grants'];
const EACH = 100;

export function openGrantsPage(cursor: string | undefined, signal: AbortSignal) {
  const params = { query: { limit: EACH, ...(cursor !== undefined && { cursor }) } };
  return answer(scimApi.GET('/admin/grants', { params, signal }));
}

/** So many pages of grants that hold are looked through: a tenant gives a few, for hours. */
const MOST_PAGES = 20;

/** The grant of a tenant that holds longest; null: none holds. */
export const grantOfQuery = (tenantId: string) =>
  queryOptions({
    queryKey: [...OPEN_GRANTS, tenantId],
    queryFn: async ({ signal }): Promise<OpenGrant | null> => {
      const found: OpenGrant[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { items, next } = await openGrantsPage(cursor, signal);
        found.push(...items.filter((one) => one.tenantId === tenantId));
        if (next === null) break;
        cursor = next;
      }
      return found.toSorted((one, other) => Date.parse(other.expiresAt) - Date.parse(one.expiresAt))[0] ?? null;
    },
    refetchInterval: 10 * LIVE_MS,
  });
