import { queryOptions } from '@tanstack/react-query';
import { answer, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';
import { isProblem } from '../../api/problem.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import { parametersOf, type ActivityFilter } from './parameters.ts';
import { rowsOf, type Row } from './rows.ts';

export type Refusals = AnswerOf<operations['groupActivity']>['items'][number];
export type Cycle = AnswerOf<operations['listCycles']>['items'][number];
export type Drifted = AnswerOf<operations['listDrift']>['items'][number];
export type Drift = AnswerOf<operations['listDrift']>;
type Opened = AnswerOf<operations['getActivity']>;
type Asked = NonNullable<operations['listActivity']['parameters']['query']>;

const ACTIVITY = 'activity';
const EACH = 100;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const paged = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });

export const requestsKey = (filter: ActivityFilter) => [ACTIVITY, 'requests', parametersOf(filter)];

/** With the gaps between them. */
export async function requestsPage(filter: ActivityFilter, cursor: string | undefined, signal: AbortSignal) {
  const params = { query: { ...(parametersOf(filter) as Asked), ...paged(cursor) } };
  const listed = await answer(scimApi.GET('/activity', { params, signal }));
  return { items: rowsOf(listed), next: listed.next } satisfies Page<Row>;
}

/** The same requests as a file. */
export function exportOf(filter: ActivityFilter): string {
  return `/api/scim-api/activity.ndjson?${new URLSearchParams(parametersOf(filter)).toString()}`;
}

/** null: there is none, or none any more. */
export const requestQuery = (requestId: string) =>
  queryOptions({
    queryKey: [ACTIVITY, 'request', requestId],
    queryFn: async ({ signal }): Promise<Opened | null> => {
      try {
        return await answer(scimApi.GET('/activity/{requestId}', { params: { path: { requestId } }, signal }));
      } catch (error) {
        if (isProblem(error, 404)) return null;
        throw error;
      }
    },
  });

type Span = Pick<ActivityFilter, 'connection' | 'from' | 'to'>;

export const refusalsQuery = ({ connection, from, to }: Span) =>
  queryOptions({
    queryKey: [ACTIVITY, 'refusals', connection, from, to],
    queryFn: async ({ signal }): Promise<readonly Refusals[]> => {
      const query = {
        ...(connection !== '' && { connection }),
        ...(from !== '' && { from }),
        ...(to !== '' && { to }),
      };
      return (await answer(scimApi.GET('/activity/groups', { params: { query }, signal }))).items;
    },
    refetchInterval: 4 * LIVE_MS,
  });

export const cyclesKey = (connection: string) => [ACTIVITY, 'cycles', connection];

export function cyclesPage(connection: string, cursor: string | undefined, signal: AbortSignal): Promise<Page<Cycle>> {
  const query = { ...(connection !== '' && { connection }), ...paged(cursor) };
  return answer(scimApi.GET('/activity/cycles', { params: { query }, signal }));
}

export const driftKey = (connection: string) => [ACTIVITY, 'drift', connection];

export function driftPage(connection: string, cursor: string | undefined, signal: AbortSignal): Promise<Drift> {
  const query = { ...(connection !== '' && { connection }), ...paged(cursor) };
  return answer(scimApi.GET('/activity/drift', { params: { query }, signal }));
}

/** Connections that fell silent: the first page says so. */
export const silentQuery = (connection: string) =>
  queryOptions({
    queryKey: [...driftKey(connection), 'silent'],
    queryFn: async ({ signal }) => {
      const query = { limit: 1, ...(connection !== '' && { connection }) };
      return (await answer(scimApi.GET('/activity/drift', { params: { query }, signal }))).silent;
    },
  });
