import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_BODY_NAMES } from '#scim';
import { TestScimApi } from '../../scim-api.fixture.js';

let api: TestScimApi;
let id: string;

beforeAll(async () => {
  api = await TestScimApi.start();
  const { body } = await api.ask('POST', '/Users', { body: { userName: 'victim@example.com', active: true } });
  id = String(body.id);
});

afterAll(() => api.stop());

const op = (text: string): string =>
  `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[${text}]}`;

const BODIES: Readonly<Record<string, string>> = {
  nothing: '',
  'no JSON': '{"userName":',
  'an array': '[]',
  null: 'null',
  'a number': '12345678901234567890',
  'a prototype': '{"userName":"a","__proto__":{"active":true}}',
  'a constructor': '{"userName":"a","constructor":{"prototype":{"active":true}}}',
  'deep arrays': `{"userName":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  'deep objects': `{"name":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)},"userName":"a"}`,
  'a name that is an object': '{"userName":{"$ne":null}}',
  'a name that is a number': '{"userName":1e400}',
  'an empty name': '{"userName":""}',
  'a name with NUL': '{"userName":"a\\u0000b"}',
  'half a surrogate pair': '{"userName":"a\\ud800"}',
  'a long name': JSON.stringify({ userName: 'x'.repeat(100_000) }),
  'a name that grows when it is normalised': JSON.stringify({ userName: '\ufdfa'.repeat(400) }),
  'a work address that no index takes': JSON.stringify({
    userName: 'a',
    emails: [{ type: 'work', value: 'é'.repeat(5_000) }],
  }),
  'emails that are no list': '{"userName":"a","emails":7}',
  'active that is a word': '{"userName":"a","active":"perhaps"}',
  'several primaries': '{"userName":"a","emails":[{"value":"a","primary":true},{"value":"b","primary":true}]}',
};

const PATCHES: Readonly<Record<string, string>> = {
  'no operations': op(''),
  'an operation that is a text': op('"add"'),
  'an unknown operation': op('{"op":"drop","path":"title"}'),
  'a path that is an object': op('{"op":"replace","path":{"a":1},"value":"x"}'),
  'a path that does not end': op('{"op":"replace","path":"emails[type eq","value":"x"}'),
  'a path into the prototype': op('{"op":"replace","path":"__proto__.polluted","value":"x"}'),
  'the id': op('{"op":"replace","path":"id","value":"x"}'),
  'brackets without end': op(`{"op":"remove","path":"emails${'['.repeat(10_000)}"}`),
  'a long path': op(`{"op":"remove","path":"${'a.'.repeat(100_000)}"}`),
  'too many operations': op(Array.from({ length: 2_000 }, () => '{"op":"add","path":"title","value":"x"}').join(',')),
};

const NOBODY = '/Users/00000000-0000-4000-8000-000000000000';
const emails = (count: number, start = 0): string =>
  JSON.stringify(Array.from({ length: count }, (_, at) => ({ value: `${start + at}@x` })));
const times = (count: number, text: (at: number) => string): string =>
  op(Array.from({ length: count }, (_, at) => text(at)).join(','));

describe('a hostile body', () => {
  it.each(Object.entries(BODIES))('with %s is refused, with a reason', async (_name, text) => {
    for (const [method, path] of [
      ['POST', '/Users'],
      ['PUT', `/Users/${id}`],
    ] as const) {
      const { status, body } = await api.ask(method, path, { text });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status) });
    }
  });

  it.each(Object.entries(PATCHES))('of a PATCH with %s is refused', async (_name, text) => {
    const { status } = await api.ask('PATCH', `/Users/${id}`, { text });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it('claims no more names than one, however many it carries', async () => {
    const names = Array.from({ length: MAX_BODY_NAMES - 1 }, (_, at) => `"${at.toString(36)}username":"${at}"`).join(
      ',',
    );
    const inBody = await api.ask('PUT', NOBODY, { text: `{"userName":"a",${names}}` });
    const withNul = await api.ask('PUT', NOBODY, { text: '{"userName":"a","xusername":"\\u0000"}' });
    const spelled = ['userName', 'USERNAME', 'username', 'Username', 'UserName', 'uSername', 'usErname', 'useRname'];
    const inPatch = await api.ask('PATCH', NOBODY, {
      text: times(1_000, (at) => `{"op":"replace","value":{"${spelled[at % spelled.length]}":"${at}"}}`),
    });
    expect([inBody.status, withNul.status, inPatch.status]).toEqual([404, 404, 404]);
    // Of one name in two cases nobody knows which is meant.
    const ambiguous = spelled.map((key, of) => `"${key}":"${of}"`).join(',');
    const both = await api.ask('PATCH', NOBODY, { text: op(`{"op":"replace","value":{${ambiguous}}}`) });
    expect([both.status, both.body.scimType]).toEqual([400, 'invalidSyntax']);
  });

  it('of a PATCH fills no list beyond its bound, and is not worked on for long', async () => {
    const { body } = await api.ask('POST', '/Users', { body: { userName: 'many@example.com' } });
    const path = `/Users/${String(body.id)}`;
    const grow = await api.ask('PATCH', path, {
      text: times(40, (at) => `{"op":"add","path":"emails","value":${emails(1_000, at * 1_000)}}`),
    });
    expect([grow.status, grow.body.scimType]).toEqual([400, 'invalidValue']);
    const filled = await api.ask('PATCH', path, { text: op(`{"op":"add","path":"emails","value":${emails(1_000)}}`) });
    expect(filled.status).toBe(200);
    const clauses = Array.from({ length: 20 }, (_, at) => `type eq \\"${at}\\"`).join(' or ');
    const select = await api.ask('PATCH', path, {
      text: times(1_000, () => `{"op":"remove","path":"emails[${clauses}].display"}`),
    });
    expect(select.status).toBe(413);
    const same = '{"locality":"a"}';
    const scan = await api.ask('PATCH', path, {
      text: times(60, (at) => {
        const values = Array.from({ length: 900 }, (_, of) => `{"locality":"${at}-${of}"}`).join(',');
        return `{"op":"replace","path":"addresses","value":[${values}]},{"op":"add","path":"addresses","value":[${values},${same}]}`;
      }),
    });
    expect(scan.status).toBe(413);
  });

  it.each([
    'phoneNumbers[type eq \\"\\\\u0000\\"].value',
    'phoneNumbers[type eq \\"\\\\ud800\\"].value',
    `emails[value eq \\"${'é'.repeat(1_900)}\\"].type`,
  ])('of a PATCH creates nothing from a filter that could not be stored (%#)', async (path) => {
    const text = op(`{"op":"add","path":"${path}","value":"work"}`);
    expect((await api.ask('PATCH', `/Users/${id}`, { text })).status).toBe(400);
  });

  it('in a text of JSON is no deeper than any other', async () => {
    const deep = JSON.stringify({ value: JSON.parse(`${'['.repeat(2_000)}1${']'.repeat(2_000)}`) as unknown });
    const nested = `{"value":${'['.repeat(100_000)}1${']'.repeat(100_000)}}`;
    const answers = [deep, nested].map((value) =>
      api.ask('POST', '/Users', { body: { userName: `deep${value.length}`, roles: [{ value }] } }),
    );
    // The first is kept as the text that it is; the second is longer than a text may be.
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 400]);
  });

  it('takes the last of two equal keys, as JSON.parse does, and stays whole', async () => {
    const { status, body } = await api.ask('POST', '/Users', { text: '{"userName":"first@x","userName":"second@x"}' });
    expect([status, body.userName]).toEqual([201, 'second@x']);
  });

  it('of another media type is answered 415, and one that is too large 413', async () => {
    const xml = await api.ask('POST', '/Users', { text: '<user/>', headers: { 'content-type': 'application/xml' } });
    const large = await api.ask('POST', '/Users', { text: JSON.stringify({ userName: 'x'.repeat(1_100_000) }) });
    const json = await api.ask('POST', '/Users', {
      body: { userName: 'json@example.com' },
      headers: { 'content-type': 'application/json' },
    });
    expect([xml.status, large.status, json.status]).toEqual([415, 413, 201]);
  });

  it('leaves no trace in the prototype of anything', () => {
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).active).toBeUndefined();
  });
});

describe('a hostile query', () => {
  it.each([
    'filter=userName',
    `filter=${'('.repeat(2_000)}`,
    'filter=userName%20eq%20%22a%22&filter=x',
    'filter=id%20eq%20%22%00%22%20and',
    `filter=${encodeURIComponent('userName eq "\\u0000"')}`,
    `filter=${encodeURIComponent('userName eq "\\ud800"')}`,
    'filter=externalId%20eq%20a%00b',
    'filter=userName eq "a" and active eq "perhaps"',
    'startIndex=x',
    'count=1e9',
    'attributes=userName&excludedAttributes=active',
  ])('with %s is a 400', async (query) => {
    expect((await api.ask('GET', `/Users?${query}`)).status).toBe(400);
  });

  it.each([
    'startIndex=-5',
    'startIndex=999999999999999',
    'count=-1',
    'count=0',
    'aadOptscim062020=',
    'attributes=nothing',
  ])('with %s is answered', async (query) => {
    expect((await api.ask('GET', `/Users?${query}`)).status).toBe(200);
  });
});

describe('a write with a query that cannot be answered', () => {
  const both = 'attributes=userName&excludedAttributes=active';

  it('is refused before anything is stored', async () => {
    const user = await api.ask('POST', `/Users?${both}`, { body: { userName: 'unstored@example.com' } });
    const group = await api.ask('POST', `/Groups?${both}`, { body: { displayName: 'Unstored' } });
    const put = await api.ask('PUT', `/Users/${id}?${both}`, { body: { userName: 'moved@example.com' } });
    const patch = await api.ask('PATCH', `/Users/${id}?${both}`, {
      text: op('{"op":"replace","path":"userName","value":"moved@example.com"}'),
    });
    expect([user, group, put, patch].map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const filters = ['userName eq "unstored@example.com"', 'userName eq "moved@example.com"'];
    for (const filter of filters) {
      const found = await api.ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect(found.body.totalResults).toBe(0);
    }
    const groups = await api.ask('GET', `/Groups?filter=${encodeURIComponent('displayName eq "Unstored"')}`);
    expect(groups.body.totalResults).toBe(0);
  });
});

describe('a stranger', () => {
  it('is asked for a credential however the address is spelled', async () => {
    const response = await fetch(`${api.service.url}/%73cim/v2/Users`, {
      method: 'POST',
      headers: { 'content-type': 'application/scim+json' },
      body: '{"userName":"stranger"}',
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] });
  });

  it.each([
    '',
    'Bearer',
    'Bearer x',
    `Bearer rcs_${'A'.repeat(43)}`,
    `Basic ${'A'.repeat(43)}`,
    `Bearer ${'x'.repeat(2_000)}`,
  ])('with %s is answered 401 and told how to come in', async (authorization) => {
    const { status, headers } = await api.ask('GET', '/Users', { headers: { authorization } });
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Bearer/)]);
  });

  it('is not let in by a credential that was revoked', async () => {
    const guest = await api.addTenant();
    await api.owner.query('update credentials set revoked_at = now() where id = $1', [guest.credentialId]);
    expect((await api.ask('GET', '/Users', { as: guest })).status).toBe(401);
  });
});
