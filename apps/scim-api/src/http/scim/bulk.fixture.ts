import { expect } from '@jest/globals';
import type { TestConnection, TestScimApi } from '../../scim-api.fixture.js';

export const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export interface Result {
  readonly method?: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: { readonly status: string; readonly scimType?: string; readonly detail: string };
}

export interface Sent {
  readonly failOnErrors?: number;
  readonly as?: TestConnection;
}

/** Sends the operations, and returns what became of each. */
export async function bulk(
  api: TestScimApi,
  operations: readonly object[],
  { failOnErrors, as = api.first }: Sent = {},
): Promise<Result[]> {
  const body = { schemas: [BULK], failOnErrors, Operations: operations };
  const answer = await api.ask('POST', '/Bulk', { body, as });
  expect([answer.status, answer.body.schemas]).toEqual([200, ['urn:ietf:params:scim:api:messages:2.0:BulkResponse']]);
  return answer.body.Operations ?? [];
}

export const statuses = (results: readonly Result[]): string[] => results.map(({ status }) => status);
export const idOf = (result: Result | undefined): string => result?.location?.split('/').at(-1) ?? '';

/** One operation to send; tests read what they put into `data`. */
export interface Operation<Data = Record<string, unknown>> {
  readonly method: string;
  readonly path: string;
  readonly bulkId?: string;
  readonly data: Data;
}

let names = 0;
export const newName = (): string => `bulk${(names += 1)}@example.com`;

export const postUser = (
  bulkId: string,
  more: object = {},
): Operation<{ userName: string } & Record<string, unknown>> => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [USER], userName: newName(), active: true, ...more },
});
export const managedBy = (bulkId: string): Record<string, unknown> => ({
  schemas: [USER, ENTERPRISE],
  [ENTERPRISE]: { manager: { value: bulkId } },
});
export const postGroup = (
  bulkId: string,
  ...members: string[]
): Operation<{ displayName: string } & Record<string, unknown>> => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [GROUP], displayName: newName(), members: members.map((value) => ({ value })) },
});
export const patch = (path: string, ...Operations: object[]): Operation => ({
  method: 'PATCH',
  path,
  data: { schemas: [PATCH], Operations },
});
