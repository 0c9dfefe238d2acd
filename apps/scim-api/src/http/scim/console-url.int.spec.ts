import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi } from '../../scim-api.fixture.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const DETAIL = /\S For more see https:\/\/console\.test\/r\/([0-9a-f-]{36}(?::\d+)?) \(request \1\)$/;

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start(undefined, undefined, { CONSOLE_URL: 'https://console.test' });
});
afterAll(() => api.stop());

describe('an installation with a console', () => {
  it.each([
    ['POST', '/Users', { schemas: [USER], userName: 'a@contoso.test', title: 'x'.repeat(70_000) }],
    ['POST', '/Groups', { schemas: [GROUP] }],
    ['PATCH', '/Users/nobody', { schemas: [] }],
    ['GET', '/Users?filter=nonsense', undefined],
    ['GET', '/Nowhere', undefined],
    ['POST', '/Bulk', { schemas: [BULK], Operations: [{ method: 'JUMP' }] }],
  ])('says in the answer to %s %s where it has more', async (method, path, body) => {
    const answer = await api.ask(method, path, { body });
    expect(answer.status).toBeGreaterThanOrEqual(200);
    const { detail } =
      path === '/Bulk' && answer.status === 200
        ? (answer.body as unknown as BulkAnswer).Operations[0].response
        : (answer.body as unknown as { detail: string });
    expect(detail).toMatch(DETAIL);
    expect(detail.length).toBeLessThanOrEqual(1_000);
    expect(DETAIL.exec(detail)?.[1]).toContain(answer.headers.get('x-request-id'));
  });

  it('says so to a stranger as well', async () => {
    const { status, body } = await api.ask('GET', '/Users', { as: { ...api.first, token: 'rcs_wrong' } });
    expect(status).toBe(401);
    expect(body.detail).toMatch(DETAIL);
  });
});

interface BulkAnswer {
  readonly Operations: readonly [{ readonly response: { readonly detail: string } }];
}
