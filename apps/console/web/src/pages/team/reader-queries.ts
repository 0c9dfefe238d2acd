import { answer, OWN, scimApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';

export type Reader = AnswerOf<operations['listReaders']>['items'][number];
export type Access = AnswerOf<operations['listOwnAccess']>['items'][number];
export type ReaderRole = Reader['roles'][number];
export type Audience = Reader['audiences'][number];
export type Scope = Reader['scopes'][number];

export const READER_ROLES: readonly ReaderRole[] = ['auditor', 'people', 'employee', 'identity-administrator'];
/** Given one by one: administration is given with a role alone. */
export const AUDIENCES: readonly Audience[] = ['directory', 'audit', 'notifier', 'activity'];

/** Programs that read, and what every credential could do on a day. */
export const READERS = ['readers'];
const EACH = 100;
const PATH = '/admin/tenants/{tenantId}/readers';

const paged = (cursor: string | undefined) => ({ limit: EACH, ...(cursor !== undefined && { cursor }) });

export function readersPage(cursor: string | undefined, signal: AbortSignal) {
  return answer(scimApi.GET(PATH, { params: { path: { tenantId: OWN }, query: paged(cursor) }, signal }));
}

/** @param on a day in UTC */
export function accessPage(on: string, cursor: string | undefined, signal: AbortSignal) {
  return answer(scimApi.GET('/activity/access', { params: { query: { on, ...paged(cursor) } }, signal }));
}

export interface WantedReader {
  readonly name: string;
  /** What it is; none: what it reads is said one by one. */
  readonly role: ReaderRole | null;
  readonly audiences: readonly Audience[];
  /** Of the directory, besides who is active now: what was, and whoever has left. */
  readonly seesPast: boolean;
}

/** With its secret: to be shown once and kept nowhere. */
export function createReader({ name, role, audiences, seesPast }: WantedReader) {
  const scopes: Scope[] = seesPast ? ['directory:read', 'directory:history'] : ['directory:read'];
  const given = { audiences: [...audiences], ...(audiences.includes('directory') && { scopes }) };
  const body = role === null ? { name, ...given } : { name, roles: [role] };
  return answer(scimApi.POST(PATH, { params: { path: { tenantId: OWN } }, body }));
}

export type Made = Awaited<ReturnType<typeof createReader>>;

export function revokeReader(clientId: string): Promise<unknown> {
  return answer(scimApi.DELETE(`${PATH}/{clientId}`, { params: { path: { tenantId: OWN, clientId } } }));
}
