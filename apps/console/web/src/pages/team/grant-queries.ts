import { answer, OWN, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';

export type Grant = AnswerOf<operations['listGrants']>['items'][number];

export const GRANTS = ['grants'];
const EACH = 50;

export function grantsPage(cursor: string | undefined, signal: AbortSignal) {
  const params = { path: { tenantId: OWN }, query: { limit: EACH, ...(cursor !== undefined && { cursor }) } };
  return answer(scimApi.GET('/admin/tenants/{tenantId}/grants', { params, signal }));
}

export interface WantedGrant {
  readonly hours: number;
  readonly reason: string;
}

export function makeGrant(body: WantedGrant): Promise<unknown> {
  return answer(scimApi.POST('/admin/tenants/{tenantId}/grants', { params: { path: { tenantId: OWN } }, body }));
}

export function endGrant(grantId: string): Promise<unknown> {
  const params = { path: { tenantId: OWN, grantId } };
  return answer(scimApi.DELETE('/admin/tenants/{tenantId}/grants/{grantId}', { params }));
}
