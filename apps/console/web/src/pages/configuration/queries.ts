import { queryOptions } from '@tanstack/react-query';
import { answer, OWN, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';

export type Tenant = AnswerOf<operations['getTenant']>;

/** The company's own settings. */
export const SETTINGS = ['settings'];

const own = { path: { tenantId: OWN } };

export const settingsQuery = queryOptions({
  queryKey: SETTINGS,
  queryFn: ({ signal }): Promise<Tenant> => answer(scimApi.GET('/admin/tenants/{tenantId}', { params: own, signal })),
});

export function setTimeZone(timeZone: string): Promise<unknown> {
  return answer(scimApi.PATCH('/admin/tenants/{tenantId}', { params: own, body: { timeZone } }));
}
