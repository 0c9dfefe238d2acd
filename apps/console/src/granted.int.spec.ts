import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { OTHER_TENANT, TENANT, TestConsole, type Browser } from './console.fixture.js';

let console: TestConsole;
let operator: Browser;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());
beforeEach(async () => {
  console.services.answers.clear();
  console.services.heard.length = 0;
  operator = await console.signIn('operator');
});

const look = (path: string, by = operator, method = 'GET'): Promise<Response> =>
  console.as(by, `/api/granted/${path}`, { method });

/** What was asked of the token endpoint for this audience. */
const asked = (audience: string): readonly unknown[] =>
  console.services
    .forms()
    .filter((form) => form.get('audience') === audience)
    .map((form) => decodeJwt(form.get('subject_token') ?? '').granted);

describe('an operator who looks at a tenant by its grant', () => {
  it('asks scim-api for a token of that tenant, and the service with it', async () => {
    expect((await look(`${TENANT}/directory/employees?search=ada`)).status).toBe(200);
    expect(asked('directory')).toEqual([TENANT]);
    expect(console.services.heard.map(({ url }) => url)).toContain('/employees?search=ada');
  });

  it('has a token of each tenant, and none of them for what is not looked at', async () => {
    for (const tenant of [TENANT, OTHER_TENANT]) await look(`${tenant}/audit/entries`);
    await console.as(operator, '/api/audit/entries');
    expect(asked('audit')).toEqual([TENANT, OTHER_TENANT, undefined]);
  });

  it('is told where no grant holds', async () => {
    console.services.answers.set('/oauth/token', (_heard, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"error":"invalid_target"}');
    });
    const answer = await look(`${TENANT}/scim-api/activity`);
    expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'no-grant' })]);
  });

  it.each([
    ['what administers', `${TENANT}/scim-api/admin/tenants/${TENANT}`, 'GET'],
    ['what no document has', `${TENANT}/directory/secrets`, 'GET'],
    ['a tenant that is none', 'contoso/directory/employees', 'GET'],
    ['anything but reading', `${TENANT}/notifier/deliveries/${TENANT}/resend`, 'POST'],
  ])('is not passed on: %s', async (_what, path, method) => {
    expect((await look(path, operator, method)).status).toBe(404);
    expect([...asked('directory'), ...asked('notifier'), ...asked('audit')]).toEqual([]);
  });

  it('is an operator', async () => {
    for (const as of ['administrator', 'auditor'] as const)
      expect((await look(`${TENANT}/directory/employees`, await console.signIn(as))).status).toBe(403);
  });
});
