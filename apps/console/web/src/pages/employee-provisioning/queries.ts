import { queryOptions, useQuery } from '@tanstack/react-query';
import { answer, OWN, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';
import { LIVE_MS } from '../../api/query-client.ts';

export type Connection = AnswerOf<operations['getConnection']>;
export type Health = Omit<AnswerOf<operations['getConnectionHealth']>, 'drift'>;
export type Credential = AnswerOf<operations['listCredentials']>['items'][number];
export type Decision = AnswerOf<operations['listDecisions']>['items'][number];
export type Brake = AnswerOf<operations['getBrake']>;
export type Cycle = AnswerOf<operations['listCycles']>['items'][number];
export type Method = keyof Connection['methods'];

const EACH = 200;

/** What the connections are, and all that is known of one: changed together by every act on them. */
export const CONNECTIONS = ['connections'];

export const connectionsQuery = queryOptions({
  queryKey: CONNECTIONS,
  queryFn: async ({ signal }): Promise<readonly Connection[]> => {
    const params = { path: { tenantId: OWN }, query: { limit: EACH } };
    const { items } = await answer(scimApi.GET('/admin/tenants/{tenantId}/connections', { params, signal }));
    return items;
  },
  // Until it is a connection as any other, which nobody here does.
  refetchInterval: ({ state }) =>
    state.data?.some(({ shadow }) => shadow === 'going-live') === true ? LIVE_MS : false,
});

const at = (connectionId: string) => ({ path: { tenantId: OWN, connectionId } });

export const healthQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS, id, 'health'],
    queryFn: ({ signal }) =>
      answer(scimApi.GET('/admin/tenants/{tenantId}/connections/{connectionId}/health', { params: at(id), signal })),
    refetchInterval: 2 * LIVE_MS,
  });

export const credentialsQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS, id, 'credentials'],
    queryFn: async ({ signal }): Promise<readonly Credential[]> => {
      const params = { ...at(id), query: { limit: EACH } };
      const path = '/admin/tenants/{tenantId}/connections/{connectionId}/credentials';
      return (await answer(scimApi.GET(path, { params, signal }))).items;
    },
    refetchInterval: 4 * LIVE_MS,
  });

export const decisionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS, id, 'decisions'],
    queryFn: async ({ signal }): Promise<readonly Decision[]> => {
      const path = '/admin/tenants/{tenantId}/connections/{connectionId}/decisions';
      return (await answer(scimApi.GET(path, { params: at(id), signal }))).items;
    },
    refetchInterval: LIVE_MS,
  });

export const brakeQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS, id, 'brake'],
    queryFn: ({ signal }) =>
      answer(scimApi.GET('/admin/tenants/{tenantId}/connections/{connectionId}/brake', { params: at(id), signal })),
    refetchInterval: 2 * LIVE_MS,
  });

const SHOWN_CYCLES = 10;

export const cyclesQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS, id, 'cycles'],
    queryFn: async ({ signal }): Promise<readonly Cycle[]> => {
      const params = { query: { connection: id, limit: SHOWN_CYCLES } };
      return (await answer(scimApi.GET('/activity/cycles', { params, signal }))).items;
    },
    refetchInterval: LIVE_MS,
  });

/** Entra's Tenant URL: it stands beside the token endpoint. */
export function scimUrlOf({ tokenUrl }: Pick<Connection, 'tokenUrl'>): string {
  return tokenUrl.replace(/\/oauth\/token$/, '/scim/v2');
}

export const CONNECTION_NAME = 'Microsoft Entra ID';

export async function createConnection(): Promise<Connection> {
  const params = { path: { tenantId: OWN } };
  return answer(scimApi.POST('/admin/tenants/{tenantId}/connections', { params, body: { name: CONNECTION_NAME } }));
}

export interface Wanted {
  readonly method: 'token' | 'clientSecret';
  readonly name?: string;
  readonly expiresAt?: string;
}

/** With its secret: to be shown once and kept nowhere. */
export function issueCredential(connectionId: string, wanted: Wanted) {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}/credentials';
  return answer(scimApi.POST(path, { params: at(connectionId), body: wanted }));
}

export type Issued = Awaited<ReturnType<typeof issueCredential>>;

export function revokeCredential(connectionId: string, credentialId: string): Promise<unknown> {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}/credentials/{credentialId}';
  const params = { path: { tenantId: OWN, connectionId, credentialId } };
  return answer(scimApi.DELETE(path, { params }));
}

type Settings = Pick<
  Connection,
  'name' | 'methods' | 'federation' | 'brake' | 'notifyOnFailure' | 'notificationAddresses'
>;

export function changeConnection(connectionId: string, body: Partial<Settings>) {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}';
  return answer(scimApi.PATCH(path, { params: at(connectionId), body: body as never }));
}

/** Of one that is paused; its people stay. */
export function removeConnection(connectionId: string, reason: string): Promise<unknown> {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}';
  return answer(scimApi.DELETE(path, { params: { ...at(connectionId), query: { reason } } }));
}

export function pauseConnection(connectionId: string, reason: string) {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}/pause';
  return answer(scimApi.POST(path, { params: at(connectionId), body: reason === '' ? {} : { reason } }));
}

export function resumeConnection(connectionId: string) {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}/resume';
  return answer(scimApi.POST(path, { params: at(connectionId), body: {} }));
}

export function releaseBrake(connectionId: string, reason: string) {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}/brake/release';
  return answer(scimApi.POST(path, { params: at(connectionId), body: { reason } }));
}

export function upholdBrake(connectionId: string, reason: string) {
  const path = '/admin/tenants/{tenantId}/connections/{connectionId}/brake/uphold';
  return answer(scimApi.POST(path, { params: at(connectionId), body: { reason } }));
}

/** Of a connection that was just made, too: the list is asked again by then. */
export function useScimUrl(connectionId: string): string | undefined {
  const { data } = useQuery(connectionsQuery);
  const connection = data?.find(({ id }) => id === connectionId);
  return connection === undefined ? undefined : scimUrlOf(connection);
}
