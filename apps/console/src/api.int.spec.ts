import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { OTHER_TENANT, TENANT, TestConsole, type Browser, type Heard } from './console.fixture.js';

let console: TestConsole;
let browser: Browser;
let operator: Browser;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());
beforeEach(async () => {
  console.services.answers.clear();
  [browser, operator] = [await console.signIn('administrator'), await console.signIn('operator')];
  console.services.heard.length = 0;
});

const askedOf = (path: string): Heard | undefined => console.services.heard.find(({ url }) => url.startsWith(path));

describe('an address of a service', () => {
  it('is asked for with a token for it, the session’s tenant in the place of self', async () => {
    const answer = await console.as(browser, '/api/scim-api/admin/tenants/self/connections?limit=5');
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    const heard = askedOf(`/admin/tenants/${TENANT}/connections?limit=5`);
    expect(heard?.headers.authorization).toMatch(/^Bearer token-\d+$/);
    expect(heard?.headers).not.toHaveProperty('cookie');
    expect(heard?.headers).not.toHaveProperty('x-csrf-token');
  });

  it('gets the body of a write as it was sent', async () => {
    const body = { name: 'Entra', brake: null };
    console.services.answers.set(`/admin/tenants/${TENANT}/connections`, (_heard, response) => {
      response.writeHead(201, {
        'content-type': 'application/json',
        'x-request-id': 'of-the-service',
        'set-cookie': 'a=b',
      });
      response.end('{"id":"c"}');
    });
    const answer = await console.as(browser, '/api/scim-api/admin/tenants/self/connections', { method: 'POST', body });
    expect([answer.status, await answer.json()]).toEqual([201, { id: 'c' }]);
    expect(JSON.parse(askedOf('/admin')?.body ?? '')).toEqual(body);
    expect(answer.headers.get('x-request-id')).toBe('of-the-service');
    expect([answer.headers.get('set-cookie'), answer.headers.get('cache-control')]).toEqual([null, 'no-store']);
  });

  it.each([
    ['GET', `/api/scim-api/admin/tenants/${OTHER_TENANT}`, 403],
    ['PATCH', `/api/scim-api/admin/tenants/${OTHER_TENANT}`, 403],
    ['GET', `/api/notifier/admin/tenants/${OTHER_TENANT}/notification-address`, 403],
    ['GET', '/api/scim-api/scim/v2/Users', 404],
    ['POST', '/api/scim-api/oauth/token', 404],
    ['DELETE', '/api/scim-api/admin/tenants/self', 404],
    ['GET', '/api/scim-api/metrics', 404],
    ['GET', '/api/scim-api/admin/tenants/self/..%2f..%2foperators', 404],
    ['GET', '/api/other/employees', 404],
  ])('%s %s reaches no service', async (method, path, status) => {
    expect((await console.as(browser, path, { method })).status).toBe(status);
    expect(askedOf('/admin') ?? askedOf('/scim') ?? askedOf('/metrics')).toBeUndefined();
  });

  it('is of any tenant for an operator, who names it', async () => {
    expect((await console.as(operator, `/api/scim-api/admin/tenants/${OTHER_TENANT}`)).status).toBe(200);
    expect(askedOf(`/admin/tenants/${OTHER_TENANT}`)).toBeDefined();
    expect((await console.as(operator, '/api/scim-api/admin/tenants/self')).status).toBe(403);
  });

  it('is for nobody who is not signed in', async () => {
    expect((await console.ask('/api/directory/employees')).status).toBe(401);
    expect(console.services.heard).toEqual([]);
  });

  it('that is away is 503 and names its service; the others answer', async () => {
    const away = await console.addReplica({ DIRECTORY_URL: 'http://127.0.0.1:9' });
    const answer = await console.as(browser, '/api/directory/employees', {}, away.url);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'service-away', service: 'directory' }),
    ]);
    expect((await console.as(browser, '/api/audit/entries', {}, away.url)).status).toBe(200);
  });

  it.each([503, 500])(
    'that needs a token that nobody gives at the moment (%i) is 503, and names who is away',
    async (status) => {
      console.services.answers.set('/oauth/token', (_heard, response) => response.writeHead(status).end());
      const answer = await console.as(browser, '/api/directory/employees');
      expect([answer.status, await answer.json()]).toEqual([
        503,
        expect.objectContaining({ code: 'service-away', service: 'scim-api' }),
      ]);
    },
  );

  it('that leads elsewhere is 503, and is not followed', async () => {
    console.services.answers.set('/employees', (_heard, response) => {
      response.writeHead(302, { location: `${console.services.url}/departments` }).end();
    });
    expect((await console.as(browser, '/api/directory/employees')).status).toBe(503);
    expect(askedOf('/departments')).toBeUndefined();
  });

  it('streams what it exports, and ends with who asked for it', async () => {
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    console.services.answers.set('/entries.ndjson', (_heard, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"first":1}\n');
      begun.resolve();
      response.once('close', () => ended.resolve());
    });
    const gone = new AbortController();
    const headers = { cookie: browser.cookie, accept: 'application/x-ndjson' };
    const answer = await fetch(`${console.service.url}/api/audit/entries.ndjson`, { headers, signal: gone.signal });
    await begun.promise;
    const { value }: { value?: Uint8Array } = (await answer.body?.getReader().read()) ?? {};
    expect(Buffer.from(value ?? []).toString()).toBe('{"first":1}\n');
    gone.abort();
    await ended.promise;
  });

  it('says by itself what a role may not', async () => {
    console.services.answers.set('/employees', (_heard, response) => {
      response.writeHead(403, { 'content-type': 'application/problem+json' });
      response.end('{"code":"step-up-required"}');
    });
    const answer = await console.as(browser, '/api/directory/employees');
    expect([answer.status, await answer.json()]).toEqual([403, { code: 'step-up-required' }]);
  });
});

describe('the exchange', () => {
  it('says who asks, by two assertions of the console’s key', async () => {
    await console.as(browser, '/api/directory/employees');
    const form = console.services.forms().find((one) => one.get('audience') === 'directory');
    const [client, subject] = ['client_assertion', 'subject_token'].map((name) => form?.get(name) ?? '');
    expect(form?.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:token-exchange');
    expect(decodeJwt(client ?? '')).toMatchObject({
      iss: 'console',
      sub: 'console',
      aud: 'http://scim-api.example/oauth/token',
      jti: expect.any(String),
    });
    const claims = decodeJwt(subject ?? '');
    expect(claims).toMatchObject({
      iss: 'console',
      tid: TENANT,
      roles: ['identity-administrator'],
      amr: ['demo'],
      addr: '127.0.0.0/24',
      auth_time: expect.any(Number),
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBeLessThanOrEqual(60);
    expect(decodeProtectedHeader(subject ?? '')).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
  });

  it.each([
    ['/api/scim-api/admin/tenants/self', 'rollcall:admin'],
    ['/api/scim-api/activity', 'rollcall:activity'],
    ['/api/directory/employees', 'directory'],
    ['/api/audit/entries', 'audit'],
    ['/api/notifier/deliveries', 'notifier'],
  ])('of %s is for %s', async (path, audience) => {
    await console.as(browser, path);
    expect(console.services.forms().map((form) => form.get('audience'))).toContain(audience);
  });

  it('names the person of an account of Entra, by the object there, and nobody of another one', async () => {
    const people = await console.signIn('people');
    const { account } = (await (await console.as(people, '/api/session')).json()) as { account: { id: string } };
    const said = async (path: string): Promise<readonly unknown[]> => {
      console.services.heard.length = 0;
      await console.as(people, path);
      const subjects = console.services.forms().map((form) => decodeJwt(form.get('subject_token') ?? ''));
      return subjects.flatMap(({ sub, person = null }) => (sub === account.id ? [person] : []));
    };
    expect(await said('/api/audit/entries')).toEqual([null]);
    await console.owner.query(`update accounts set kind = 'oidc', subject = 'tid-1:oid-1' where id = $1`, [account.id]);
    expect(await said('/api/directory/employees')).toEqual(['oid-1']);
    await console.owner.query('delete from accounts where id = $1', [account.id]);
  });

  it('brings along one for the directory where the notifier asks it, and nowhere else', async () => {
    const people = await console.signIn('people');
    for (const path of ['of-reports?about=x', 'totals']) await console.as(people, `/api/notifier/deliveries/${path}`);
    const brought = console.services.heard.flatMap(({ url, headers }) =>
      url.startsWith('/deliveries/') ? [[url, headers['x-directory-token'] !== undefined]] : [],
    );
    expect(brought).toEqual([
      ['/deliveries/of-reports?about=x', true],
      ['/deliveries/totals', false],
    ]);
    expect(console.services.forms().map((form) => form.get('audience'))).toEqual(
      expect.arrayContaining(['notifier', 'directory']),
    );
  });

  it('is made once for a session and an audience', async () => {
    await Promise.all(Array.from({ length: 5 }, () => console.as(browser, '/api/directory/employees')));
    expect(console.services.forms().filter((form) => form.get('audience') === 'directory')).toHaveLength(1);
  });

  it('is made anew, once, where a token is not taken; the session stays', async () => {
    console.services.answers.set('/employees', (_heard, response) => response.writeHead(401).end());
    const answer = await console.as(browser, '/api/directory/employees');
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ service: 'directory' })]);
    expect(console.services.heard.filter(({ url }) => url === '/employees')).toHaveLength(2);
    expect((await console.as(browser, '/api/session')).status).toBe(200);
  });
});

describe('the tenant of a session', () => {
  const answer = (status: number, body: object): void =>
    void console.services.answers.set(`/admin/tenants/${TENANT}`, (_heard, response) => {
      response.writeHead(status, { 'content-type': `application/${status < 400 ? '' : 'problem+'}json` });
      response.end(JSON.stringify(body));
    });

  /** What another replica knows of the tenant it has asked itself. */
  const askAfresh = async (path = '/api/session'): Promise<Response> =>
    console.as(browser, path, {}, (await console.addReplica()).url);

  it('is named as scim-api names it', async () => {
    answer(200, { name: 'Contoso demo', slug: 'contoso-demo', timeZone: 'Asia/Tokyo', suspendedAt: null });
    expect(await (await askAfresh()).json()).toMatchObject({
      tenant: { id: TENANT, name: 'Contoso demo', slug: 'contoso-demo', timeZone: 'Asia/Tokyo' },
    });
  });

  it('that is suspended has no sessions', async () => {
    answer(200, { name: 'Contoso demo', suspendedAt: '2026-12-01T00:00:00Z' });
    expect((await askAfresh()).status).toBe(401);
    expect((await askAfresh('/api/directory/employees')).status).toBe(401);
  });

  it('that is no more has no accounts', async () => {
    answer(404, {});
    expect((await askAfresh()).status).toBe(401);
    const { rows } = await console.owner.query('select tenant_id from accounts where tenant_id = $1', [TENANT]);
    expect(rows).toEqual([]);
  });

  it('that is no more loses its accounts though nobody signs in: each replica looks when it starts', async () => {
    answer(404, {});
    await console.addReplica();
    await eventually('its accounts are gone', async () => {
      const { rows } = await console.owner.query('select 1 from accounts where tenant_id = $1', [TENANT]);
      return rows.length === 0;
    });
    const { rows } = await console.owner.query('select name from accounts');
    expect(rows).toEqual([{ name: 'Omar Operator' }]);
  });

  it('is no less there for the 404 of a proxy', async () => {
    console.services.answers.set(`/admin/tenants/${TENANT}`, (_heard, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end('no backend');
    });
    expect((await askAfresh()).status).toBe(200);
  });

  it('goes on while scim-api cannot be asked', async () => {
    const away = await console.addReplica({
      SCIM_API_URL: 'http://127.0.0.1:9',
      SCIM_API_INTERNAL_URL: 'http://127.0.0.1:9',
    });
    const shown = await console.as(browser, '/api/session', {}, away.url);
    expect([shown.status, await shown.json()]).toEqual([
      200,
      expect.objectContaining({ roles: ['identity-administrator'] }),
    ]);
  });
});
