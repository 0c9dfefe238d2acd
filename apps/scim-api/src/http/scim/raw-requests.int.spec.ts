import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { rawRequest, sendRaw } from '../../../../../test/support/raw-http.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let api: TestScimApi;
let strict: TestConnection;
let ada: string;
let group: string;

beforeAll(async () => {
  api = await TestScimApi.start();
  // Of strangers the first request of each kind has a line of its own.
  await send('GET', '/admin/tenants', { authorization: 'Bearer wrong' });
  await send('POST', '/oauth/token', {
    lines: ['Content-Type: application/x-www-form-urlencoded'],
    body: 'grant_type=x',
  });
  strict = await api.addTenant({ tolerance: 'strict' });
  ada = String((await api.ask('POST', '/Users', { body: { userName: 'ada' } })).body.id);
  await api.ask('POST', '/Users', { body: { userName: 'bob' } });
  group = String((await api.ask('POST', '/Groups', { body: { displayName: 'Staff' } })).body.id);
});
afterAll(() => api.stop());

interface Raw {
  readonly lines?: readonly string[];
  readonly body?: string | Buffer;
  readonly authorization?: string;
}

async function send(method: string, address: string, { lines = [], body = '', authorization }: Raw = {}) {
  const bearer = `Authorization: ${authorization ?? `Bearer ${api.first.token}`}`;
  const length = body.length === 0 || lines.includes(CHUNKED) ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = rawRequest([`${method} ${address} HTTP/1.1`, bearer, ...lines, ...length]);
  const at = /^\/+(admin|openapi)/.test(address) ? api.service.internalUrl : api.service.url;
  const answer = await sendRaw(at, head, body);
  return { ...answer, body: answer.text === '' ? {} : (JSON.parse(answer.text) as Record<string, unknown>) };
}

const CHUNKED = 'Transfer-Encoding: chunked';
const NO_CHUNKS = '0\r\n\r\n';
const SCIM = ['Content-Type: application/scim+json'];
const OPERATOR = `Bearer ${'o'.repeat(32)}`;

describe('slashes at the end, or doubled', () => {
  it.each([
    ['GET', '/scim/v2/Users/?filter=userName+eq+%22ada%22', 200],
    ['GET', '//scim//v2//Users//?filter=userName+eq+%22ada%22', 200],
    ['GET', '/scim/Users/?count=0', 200],
    ['GET', '/scim/v2/Groups/', 200],
    ['GET', '/scim/v2/ServiceProviderConfig/', 200],
    ['GET', '/scim/v2/ResourceTypes/User/', 200],
    ['GET', '/scim//v2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User/', 200],
    ['GET', '/scim/v2/Me/', 501],
    ['GET', '/scim/v2/', 200],
    ['GET', '/scim/v2/users?count=0', 200],
    ['GET', '/scim/GROUPS/', 200],
    ['GET', '/scim/v2/serviceproviderconfig', 200],
    ['GET', '/scim/v2/usersx', 404],
    ['POST', '/scim/v2/users/.search', 400],
    ['GET', '/scim/', 200],
    ['PUT', '/scim/v2/Users/', 405],
    ['GET', '/scim/v1//Users/', 400],
    ['GET', '/.well-known/jwks.json/', 200],
    ['GET', '//openapi.json', 200],
  ])('%s %s is %i', async (method, address, status) => {
    expect((await send(method, address)).status).toBe(status);
  });

  it('name the same resource, and the same collection to write to', async () => {
    expect(await send('GET', `/scim/v2//Users/${ada}/`)).toMatchObject({ status: 200, body: { id: ada } });
    expect(await send('GET', `/scim/v2/Groups//${group}//`)).toMatchObject({ status: 200, body: { id: group } });
    const made = await send('POST', '/scim/v2/Users/', { lines: SCIM, body: '{"userName":"slash"}' });
    expect([made.status, made.headers.location]).toEqual([
      201,
      `https://rollcall.test/scim/v2/Users/${String(made.body.id)}`,
    ]);
    const found = JSON.stringify({ schemas: [SEARCH], filter: 'userName eq "slash"' });
    for (const address of ['/scim/v2/Users/.search/', '/scim/v2//Users//.search', '/scim/v2/.search/']) {
      expect(await send('POST', address, { lines: SCIM, body: found })).toMatchObject({
        status: 200,
        body: { totalResults: 1 },
      });
    }
    const bulk = { schemas: [BULK], Operations: [{ method: 'DELETE', path: `/Users/${String(made.body.id)}` }] };
    const answer = await send('POST', '/scim/v2/Bulk//', { lines: SCIM, body: JSON.stringify(bulk) });
    expect(answer).toMatchObject({ status: 200, body: { Operations: [{ status: '204' }] } });
  });

  it('name the endpoints of the operator and of tokens', async () => {
    for (const address of [
      '/admin/tenants/',
      '//admin//tenants',
      `/admin/tenants/${api.first.tenantId}/connections/`,
    ]) {
      expect((await send('GET', address, { authorization: OPERATOR })).status).toBe(200);
    }
    const lines = ['Content-Type: application/x-www-form-urlencoded'];
    expect(await send('POST', '/oauth/token/', { lines, body: 'grant_type=none' })).toMatchObject({
      body: { error: 'unsupported_grant_type' },
    });
  });
});

describe('an escape that is none', () => {
  it.each([
    ['GET', '/scim/v2/Users/%ZZ'],
    ['DELETE', '/scim/v2/Users/%ZZ'],
    ['PATCH', '/scim/v2/Groups/%e4'],
    ['GET', '/scim/v2/Users?filter=%ZZ'],
    ['GET', '/scim/v2/Users?filter=userName%20eq%20%22%ff%22'],
    ['GET', '/scim/v2/Schemas/%'],
    ['POST', '/scim/v2/Bulk?%zz'],
    ['GET', '/scim/v2/%ZZ'],
  ])('%s %s gets the error of SCIM', async (method, address) => {
    const { status, headers, body } = await send(method, address);
    expect([status, headers['content-type']]).toEqual([400, 'application/scim+json; charset=utf-8']);
    expect(body).toMatchObject({ schemas: [ERROR], status: '400', scimType: 'invalidSyntax' });
    expect(body.detail).toContain(`%25. (request ${String(headers['x-request-id'])})`);
  });

  it('gets a problem from the operator’s API, and asks a stranger for a credential', async () => {
    const { status, headers } = await send('GET', '/admin/tenants/%ZZ', { authorization: OPERATOR });
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect((await send('GET', '/scim/v2/Users/%ZZ', { authorization: 'Bearer nobody' })).status).toBe(401);
  });
});

describe('a leaver', () => {
  it.each([
    ['chunks of no bytes', [CHUNKED], NO_CHUNKS],
    ['chunks of no bytes and a type', [CHUNKED, 'Content-Type: application/json'], NO_CHUNKS],
    ['chunks of no bytes and a wrong type', [CHUNKED, 'Content-Type: text/plain'], NO_CHUNKS],
    ['a type and nothing behind it', ['Content-Type: application/x-www-form-urlencoded'], ''],
    ['a type that is none', ['Content-Type: nonsense'], ''],
    ['a length of 0 and a type', ['Content-Length: 0', 'Content-Type: text/xml'], ''],
    ['an encoding of nothing', [CHUNKED, 'Content-Encoding: gzip'], NO_CHUNKS],
    ['a body of the right type', SCIM, '{}'],
  ])('goes by a DELETE with %s', async (name, lines, body) => {
    const user = await api.ask('POST', '/Users', { body: { userName: `leaver with ${name}` } });
    const team = await api.ask('POST', '/Groups', { body: { displayName: `team with ${name}` } });
    for (const path of [`/Users/${String(user.body.id)}`, `/Groups/${String(team.body.id)}`]) {
      const sent = { lines, body };
      expect((await send('DELETE', `/scim/v2${path}`, sent)).status).toBe(204);
      expect((await api.ask('GET', path)).status).toBe(404);
    }
  });

  it('stays by one whose body is there and of another type', async () => {
    const { status, body } = await send('DELETE', `/scim/v2/Users/${ada}`, {
      lines: ['Content-Type: text/plain'],
      body: 'x',
    });
    expect([status, body.schemas]).toEqual([415, [ERROR]]);
    expect((await api.ask('GET', `/Users/${ada}`)).status).toBe(200);
  });

  it('is looked up by a GET in chunks of no bytes', async () => {
    expect(await send('GET', `/scim/v2/Users/${ada}`, { lines: [CHUNKED], body: NO_CHUNKS })).toMatchObject({
      status: 200,
    });
  });
});

describe('a body', () => {
  it.each(['gzip', 'deflate', 'br'])('in the encoding %s is refused for it', async (encoding) => {
    const lines = [...SCIM, `Content-Encoding: ${encoding}`];
    const { status, headers, body } = await send('POST', '/scim/v2/Users', {
      lines,
      body: gzipSync('{"userName":"a"}'),
    });
    expect([status, headers['accept-encoding'], body.schemas]).toEqual([415, 'identity', [ERROR]]);
    expect(body.detail).toContain('Content-Encoding');
  });

  it.each(['Application/SCIM+JSON', 'application/json;charset=UTF-8', 'application/scim+json; charset="utf-8"; x=y'])(
    'of the type %s is read',
    async (type) => {
      const sent = { lines: [`Content-Type: ${type}`], body: JSON.stringify({ userName: `by ${type}` }) };
      expect((await send('POST', '/scim/v2/Users', sent)).status).toBe(201);
    },
  );

  it('that is not there is no message', async () => {
    for (const lines of [[], SCIM, [CHUNKED, ...SCIM]]) {
      const sent = { lines, body: lines.includes(CHUNKED) ? NO_CHUNKS : '' };
      expect(await send('POST', '/scim/v2/Users', sent)).toMatchObject({
        status: 400,
        body: { scimType: 'invalidSyntax' },
      });
    }
  });

  it('of the operator that is not UTF-8 is refused in the form of that API', async () => {
    const body = Buffer.from('{"name":"Zo\xeb"}', 'latin1');
    const sent = { authorization: OPERATOR, lines: ['Content-Type: application/json'], body };
    expect(await send('POST', '/admin/tenants', sent)).toMatchObject({ status: 400, body: { code: 'malformed-body' } });
  });
});

describe('the Authorization header', () => {
  it.each(['Bearer   TOKEN', 'bearer TOKEN', 'BEARER\tTOKEN', 'Bearer TOKEN  '])('%j lets in', async (header) => {
    const authorization = (token: string) => ({ authorization: header.replace('TOKEN', token) });
    expect((await send('GET', '/scim/v2/Users', authorization(api.first.token))).status).toBe(200);
    expect((await send('GET', '/admin/tenants', authorization('o'.repeat(32)))).status).toBe(200);
  });
});

describe('what a client accepts', () => {
  it.each(['/ServiceProviderConfig', '/Schemas', '/ResourceTypes/User', '/Users', '/Groups', '/Me'])(
    'is asked of %s, with a credential and without',
    async (path) => {
      for (const authorization of [`Bearer ${api.first.token}`, undefined]) {
        const headers = { accept: 'text/csv', ...(authorization === undefined ? {} : { authorization }) };
        const answer = await fetch(`${api.service.url}/scim/v2${path}`, { headers });
        const isOpen = !['/Users', '/Groups', '/Me'].includes(path);
        expect(answer.status).toBe(authorization === undefined && !isOpen ? 401 : 406);
        expect(await answer.json()).toMatchObject({ schemas: [ERROR] });
      }
    },
  );
});

describe('filters in other marks than " find nobody by none of the ways', () => {
  const wrong = ["userName eq 'ada'", 'userName eq “ada”', 'userName eq "a\\u0001"', 'emails[type eq ‘work’]'];

  it.each(wrong)('%s', async (filter) => {
    for (const as of [api.first, strict]) {
      const text = encodeURIComponent(JSON.parse(`"${filter.replaceAll('"', '\\"')}"`) as string);
      const refused = {
        status: 400,
        body: { scimType: 'invalidFilter', detail: expect.stringContaining('character') },
      };
      expect(await api.ask('GET', `/Users?filter=${text}`, { as })).toMatchObject(refused);
      expect(await api.ask('GET', `/?filter=${text}`, { as })).toMatchObject(refused);
      const body = { schemas: [SEARCH], filter: decodeURIComponent(text) };
      for (const path of ['/Users/.search', '/.search']) {
        expect(await api.ask('POST', path, { body, as })).toMatchObject(refused);
      }
    }
  });

  it('nor by a PATCH, single or in a bulk, of users and of groups', async () => {
    const patch = (path: string) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path, value: 'x' }],
    });
    const tries = [
      [`/Users/${ada}`, patch("emails[type eq 'work'].value")],
      [`/Groups/${group}`, { ...patch(''), Operations: [{ op: 'remove', path: "members[value eq 'x']" }] }],
    ] as const;
    for (const [path, data] of tries) {
      expect(await api.ask('PATCH', path, { body: data })).toMatchObject({
        status: 400,
        body: { scimType: 'invalidFilter' },
      });
      const bulk = { schemas: [BULK], Operations: [{ method: 'PATCH', path, data }] };
      const { body } = await api.ask('POST', '/Bulk', { body: bulk });
      expect(body.Operations).toMatchObject([{ status: '400', response: { scimType: 'invalidFilter' } }]);
    }
  });
});

describe('a name that shows nothing', () => {
  it.each(['   ', '\u3164', '\u2800', '\u200b'])(
    '%j is taken by no way, and nobody loses the one they have',
    async (name) => {
      const patch = (attribute: string) => ({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: attribute, value: name }],
      });
      const tries = [
        ['POST', '/Users', { userName: name }],
        ['PUT', `/Users/${ada}`, { userName: name }],
        ['PATCH', `/Users/${ada}`, patch('userName')],
        ['POST', '/Groups', { displayName: name }],
        ['PUT', `/Groups/${group}`, { displayName: name }],
        ['PATCH', `/Groups/${group}`, patch('displayName')],
      ] as const;
      for (const [method, path, data] of tries) {
        expect(await api.ask(method, path, { body: data })).toMatchObject({
          status: 400,
          body: { scimType: 'invalidValue' },
        });
        const operation = { method, path, data, ...(method === 'POST' ? { bulkId: 'a' } : {}) };
        const { body } = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations: [operation] } });
        expect(body.Operations).toMatchObject([{ status: '400', response: { scimType: 'invalidValue' } }]);
      }
      expect((await api.ask('GET', `/Users/${ada}`)).body.userName).toBe('ada');
    },
  );
});

describe('the descriptions of the schemas', () => {
  it('are those of RFC 7643 §8.7.1', async () => {
    const { body } = await api.ask('GET', '/Schemas');
    const { Resources } = body as unknown as { Resources: { name: string; description: string }[] };
    const described = Resources.slice(0, 2).map(({ name, description }) => [name, description]);
    expect(described).toEqual([
      ['User', 'User Account'],
      ['EnterpriseUser', 'Enterprise User'],
    ]);
    const type = await api.ask('GET', '/ResourceTypes/User');
    expect(type.body.description).toBe('User Account');
  });
});

describe('the parameters of a query', () => {
  it.each(['Filter', 'FILTER', 'fiLter', '%46ilter', 'filter%20'])(
    '%s is the filter, and not everybody',
    async (name) => {
      const { body } = await api.ask('GET', `/Users?${name}=userName%20eq%20%22ada%22`);
      expect(body.totalResults).toBe(1);
      expect((await api.ask('GET', `/Users?${name}=nonsense`)).status).toBe(400);
      expect((await api.ask('GET', `/Schemas?${name}=x`)).status).toBe(403);
    },
  );

  it('have no case, on lists, on one resource and on writes', async () => {
    expect((await api.ask('GET', '/Users?StartIndex=2&COUNT=1&sortby=userName')).body).toMatchObject({
      startIndex: 2,
      itemsPerPage: 1,
    });
    expect((await api.ask('GET', `/Users/${ada}?ATTRIBUTES=active`)).body).not.toHaveProperty('userName');
    expect((await api.ask('GET', '/Users?cursor=&Cursor=')).status).toBe(400);
  });

  it.each([
    'filter=active+eq+true&filter=active+eq+true',
    'Filter=x&filter=y',
    'count=1&Count=2',
    'attributes=id&attributes=active',
  ])('%s is refused: either could be meant', async (query) => {
    for (const as of [api.first, strict]) {
      expect(await api.ask('GET', `/Users?${query}`, { as })).toMatchObject({
        status: 400,
        body: { scimType: 'invalidValue' },
      });
    }
  });

  it('of no name that we know are passed over', async () => {
    expect((await api.ask('GET', '/Users?aadOptscim062020&x=1&x=2')).status).toBe(200);
  });
});

describe('the log line of a refusal', () => {
  it('has its code and its connection, and of a bulk how many of each', async () => {
    await api.ask('POST', '/Users', { body: { userName: ' ' } });
    await api.ask('POST', '/Bulk', {
      body: {
        schemas: [BULK],
        Operations: [1, 2].map((at) => ({
          method: 'POST',
          path: '/Users',
          bulkId: `${at}`,
          data: { userName: '\u3164' },
        })),
      },
    });
    const { connectionId, tenantId } = api.first;
    const written = () =>
      api
        .log()
        .split('\n')
        .filter((line) => line.includes('"msg":"request"'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    // A line is written behind its answer.
    await eventually('the line of the bulk is written', () => written().some(({ refusals }) => refusals !== undefined));
    const lines = written();
    const expected = [
      { status: 400, code: 'unfit-name', connectionId, tenantId },
      { status: 200, connectionId, operations: 2, refusals: { 'unfit-name': 2 } },
      { status: 401, code: 'unauthenticated' },
      { status: 400, code: 'unsupported_grant_type' },
    ];
    expect(lines).toEqual(expect.arrayContaining(expected.map((line): unknown => expect.objectContaining(line))));
  });
});
