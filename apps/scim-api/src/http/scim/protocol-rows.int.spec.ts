import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi, type Answer } from '../../scim-api.fixture.js';

let api: TestScimApi;

beforeAll(async () => {
  api = await TestScimApi.start();
}, 60_000);

afterAll(() => api.stop());

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** At any address of the service, with the credential unless the headers say otherwise. */
async function fetchAt(
  path: string,
  { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Answer> {
  const authorization = `Bearer ${api.first.token}`;
  const response = await fetch(api.service.url + path, { ...init, headers: { authorization, ...headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

function expectError({ status, headers, body }: Answer, expected: number): void {
  expect([status, headers.get('content-type')]).toEqual([expected, 'application/scim+json; charset=utf-8']);
  expect(body).toMatchObject({
    schemas: [ERROR],
    status: String(expected),
    detail: expect.stringMatching(/\S \(request [0-9a-f-]{36}\)$/),
  });
}

describe('row 20: the media types', () => {
  it.each(['application/scim+json', 'application/json', 'application/SCIM+json; charset=UTF-8'])(
    '%s is read, and the answer is SCIM’s',
    async (type) => {
      const body = JSON.stringify({ userName: `row20.${type}@x`, displayName: 'Zoë' });
      const answer = await fetchAt('/scim/v2/Users', { method: 'POST', body, headers: { 'content-type': type } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        201,
        'application/scim+json; charset=utf-8',
      ]);
      expect(answer.body.displayName).toBe('Zoë');
    },
  );

  it('are UTF-8: another encoding is refused, not stored as it happens to read', async () => {
    const body = Buffer.from('{"userName":"row20.latin@x","displayName":"Zo\u00eb"}', 'latin1');
    const headers = { 'content-type': 'application/scim+json' };
    expectError(await fetchAt('/scim/v2/Users', { method: 'POST', body, headers }), 400);
  });
});

describe('row 21: a query parameter that nobody knows', () => {
  it.each(['aadOptscim062020', 'aadOptscim062020=', 'x=1&aadOptscim062020=true&y'])('is ignored: %s', async (query) => {
    expect((await fetchAt(`/scim/v2/Users?${query}`)).status).toBe(200);
    const body = JSON.stringify({ userName: `row21.${query}@x` });
    const headers = { 'content-type': 'application/scim+json' };
    expect((await fetchAt(`/scim/v2/Users?${query}`, { method: 'POST', body, headers })).status).toBe(201);
  });
});

describe('row 45: a status', () => {
  it.each([
    ['PUT', '/scim/v2/Users', 'GET, HEAD, POST'],
    ['DELETE', '/scim/v2/Users?filter=x', 'GET, HEAD, POST'],
    ['POST', '/scim/v2/Users/0198c0de-0000-7000-8000-000000000001', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['PATCH', '/scim/v2/Groups', 'GET, HEAD, POST'],
    ['POST', '/scim/v2/Schemas', 'GET, HEAD'],
    ['DELETE', '/scim/v2/ServiceProviderConfig', 'GET, HEAD'],
  ])('405 says what is allowed: %s %s', async (method, path, allowed) => {
    const answer = await fetchAt(path, { method });
    expectError(answer, 405);
    const methods = (answer.headers.get('allow') ?? '').split(', ');
    expect(methods).toEqual(expect.arrayContaining(allowed.split(', ')));
    expect(methods).not.toContain(method);
  });

  it('404 is for an address that no method has', async () => {
    expectError(await fetchAt('/scim/v2/Cars', { method: 'DELETE' }), 404);
    expectError(await fetchAt('/scim/v2/Users/a/b'), 404);
  });

  it('406 is for who takes neither JSON type, before anything is stored', async () => {
    const headers = { accept: 'application/xml', 'content-type': 'application/scim+json' };
    const body = JSON.stringify({ userName: 'row45@x' });
    expectError(await fetchAt('/scim/v2/Users', { method: 'POST', body, headers }), 406);
    expectError(await fetchAt('/scim/v2/Schemas', { headers }), 406);
    expect((await api.ask('POST', '/Users', { text: body, headers: { accept: 'text/html, */*;q=0.1' } })).status).toBe(
      201,
    );
  });

  it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    '415 is for a body of type %s',
    async (type) => {
      const headers = { 'content-type': type };
      expectError(await fetchAt('/scim/v2/Users', { method: 'POST', body: '{"userName":"a"}', headers }), 415);
    },
  );

  it('401 says how to come in', async () => {
    const answer = await fetchAt('/scim/v2/Users', { headers: { authorization: '' } });
    expectError(answer, 401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('503 says when to come back', async () => {
    await api.owner.query(
      `create function be_away() returns trigger language plpgsql
       as $$ begin raise exception 'away' using errcode = '57P01'; end $$`,
    );
    await api.owner.query('create trigger away before insert on users execute function be_away()');
    const answer = await api.ask('POST', '/Users', { body: { userName: 'row45.away@x' } });
    await api.owner.query('drop trigger away on users');
    expectError(answer, 503);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  });
});

describe('row 46: the version in the address', () => {
  it.each(['/scim/v1/Users', '/scim/v3/Groups/x', '/scim/v2.1/Users', '/scim/V1/ServiceProviderConfig', '/scim/v1'])(
    'that is not ours is named so: %s',
    async (path) => {
      for (const headers of [{}, { authorization: '' }]) {
        const answer = await fetchAt(path, { headers });
        expectError(answer, 400);
        expect(answer.body).toMatchObject({ scimType: 'invalidVers', detail: expect.stringContaining('/v2') });
      }
    },
  );

  it('may be left out, and is the newest then', async () => {
    const { body } = await api.ask('POST', '/Users', { body: { userName: 'row46@x' } });
    const unversioned = await fetchAt(`/scim/Users/${String(body.id)}`);
    expect(unversioned.body).toEqual(body);
    expect((await fetchAt('/scim/Users', { headers: { authorization: '' } })).status).toBe(401);
    expect((await fetch(`${api.service.url}/scim/ServiceProviderConfig`)).status).toBe(200);
  });
});

describe('row 48: /Me', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('is not implemented, and says why: %s', async (method) => {
    const answer = await fetchAt('/scim/v2/Me', { method });
    expectError(answer, 501);
    expect(answer.body.detail).toMatch(/stands for no user/);
  });
});
