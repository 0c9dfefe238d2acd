import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS, type ErrorCode } from '#scim';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';

// The rows of RFC 7644 about resources; those about queries and about HTTP are in specs of their own.
let api: TestScimApi;
let strict: TestConnection;

beforeAll(async () => {
  api = await TestScimApi.start();
  strict = await api.addTenant({ tolerance: 'strict' });
}, 60_000);
afterAll(() => api.stop());

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let count = 0;
const newName = (): string => `write-${(count += 1)}@x.example`;
const create = (body: object = {}, as = api.first): Promise<Answer> =>
  api.ask('POST', '/Users', { body: { schemas: [USER], userName: newName(), ...body }, as });
const idOf = async (body: object = {}, as = api.first): Promise<string> => String((await create(body, as)).body.id);
const patch = (id: string, Operations: readonly object[], as = api.first): Promise<Answer> =>
  api.ask('PATCH', `/Users/${id}`, { body: { schemas: [PATCH_OP], Operations }, as });
const get = (id: string, as = api.first): Promise<Answer> => api.ask('GET', `/Users/${id}`, { as });
const metaOf = ({ body }: Answer): Record<string, string> => body.meta ?? {};

describe('row 22: a creation', () => {
  it('is 201 with the resource, whose address is in Location and in meta', async () => {
    const answer = await create({ title: 'x' });
    expect(answer).toMatchObject({ status: 201, body: { id: expect.any(String), title: 'x' } });
    expect(answer.headers.get('location')).toBe(metaOf(answer).location);
  });

  it('leaves out what is read-only, and is 409 uniqueness the second time', async () => {
    const userName = newName();
    expect(await create({ userName, groups: [{ value: 'x' }], meta: { version: 'W/"9"' } })).toMatchObject({
      status: 201,
      body: { meta: { version: 'W/"1"' } },
    });
    expect(await create({ userName })).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
  });
});

describe('row 23: a resource that is not there', () => {
  it('is 404 by its id, and a list of none by a filter', async () => {
    expect(await get('0198c0de-0000-7000-8000-000000000001')).toMatchObject({ status: 404, body: { status: '404' } });
    const { status, body } = await api.ask('GET', '/Users?filter=userName eq "nobody"');
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ totalResults: 0, Resources: [], startIndex: 1, itemsPerPage: 0 }),
    ]);
  });
});

describe('row 34: PUT', () => {
  it('replaces what can be written, leaves what cannot, and answers the resource', async () => {
    const first = await create({ title: 'x', displayName: 'y' });
    const body = { schemas: [USER], userName: newName(), displayName: 'z', id: 'other', groups: [{ value: 'x' }] };
    const answer = await api.ask('PUT', `/Users/${String(first.body.id)}`, { body });
    expect(answer).toMatchObject({
      status: 200,
      body: { id: first.body.id, displayName: 'z', userName: body.userName },
    });
    expect(answer.body).not.toHaveProperty('title');
  });

  it('never creates, and needs what is required', async () => {
    const body = { schemas: [USER], userName: newName() };
    expect((await api.ask('PUT', '/Users/0198c0de-0000-7000-8000-000000000001', { body })).status).toBe(404);
    const answer = await api.ask('PUT', `/Users/${await idOf()}`, { body: { schemas: [USER], title: 'x' } });
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });
});

describe('row 35: PATCH', () => {
  it('applies its operations one after the other, on what the one before left', async () => {
    const answer = await patch(await idOf(), [
      { op: 'add', path: 'title', value: 'x' },
      { op: 'add', path: 'emails', value: [{ type: 'work', value: 'a@x.example' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@x.example' },
      { op: 'remove', path: 'title' },
    ]);
    expect(answer).toMatchObject({ status: 200, body: { emails: [{ type: 'work', value: 'b@x.example' }] } });
    expect(answer.body).not.toHaveProperty('title');
  });

  it('is whole or nothing', async () => {
    const id = await idOf();
    const answer = await patch(id, [
      { op: 'add', path: 'title', value: 'x' },
      { op: 'add', path: 'id', value: 'mine' },
    ]);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'mutability' } });
    expect((await get(id)).body).not.toHaveProperty('title');
  });

  it('names its message, if the client is strict', async () => {
    const id = await idOf({}, strict);
    const Operations = [{ op: 'add', path: 'title', value: 'x' }];
    for (const body of [{ Operations }, { schemas: [USER], Operations }]) {
      expect(await api.ask('PATCH', `/Users/${id}`, { body, as: strict })).toMatchObject({
        status: 400,
        body: { scimType: 'invalidSyntax' },
      });
    }
  });
});

describe('row 36: add', () => {
  it('of what is there changes nothing, and lastModified stays', async () => {
    const emails = [{ type: 'work', value: 'same@x.example' }];
    const before = await create({ title: 'x', emails });
    const answer = await patch(String(before.body.id), [
      { op: 'add', path: 'title', value: 'x' },
      { op: 'add', path: 'emails', value: emails },
    ]);
    expect([answer.status, metaOf(answer)]).toEqual([200, metaOf(before)]);
  });

  it('appends to a list, and replaces a single value', async () => {
    const id = await idOf({ title: 'x', emails: [{ type: 'work', value: 'a@x.example' }] });
    const answer = await patch(id, [
      { op: 'add', path: 'emails', value: [{ type: 'home', value: 'b@x.example' }] },
      { op: 'add', value: { title: 'y' } },
    ]);
    expect(answer.body).toMatchObject({
      title: 'y',
      emails: [
        { type: 'work', value: 'a@x.example' },
        { type: 'home', value: 'b@x.example' },
      ],
    });
  });
});

describe('row 37: remove', () => {
  it.each([
    ['without a path', {}, 'noTarget'],
    ['of what is required', { path: 'userName' }, 'mutability'],
    ['of what is read-only', { path: 'meta.created' }, 'mutability'],
  ])('%s is refused', async (_what, operation, scimType) => {
    expect(await patch(await idOf(), [{ op: 'remove', ...operation }])).toMatchObject({
      status: 400,
      body: { scimType },
    });
  });

  it('takes an attribute, a part of it, or the elements that a filter names', async () => {
    const emails = [
      { type: 'work', value: 'a@x.example', display: 'A' },
      { type: 'home', value: 'b@x.example' },
    ];
    const id = await idOf({ title: 'x', name: { givenName: 'A', familyName: 'B' }, emails });
    const answer = await patch(id, [
      { op: 'remove', path: 'title' },
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'emails[type eq "home"]' },
      { op: 'remove', path: 'emails[type eq "work"].display' },
    ]);
    expect(answer.body).toMatchObject({ name: { familyName: 'B' }, emails: [{ type: 'work', value: 'a@x.example' }] });
    expect(answer.body).not.toHaveProperty('title');
    expect(answer.body.name).not.toHaveProperty('givenName');
  });

  it('of what is not there succeeds and changes nothing', async () => {
    const before = await create();
    const answer = await patch(String(before.body.id), [{ op: 'remove', path: 'title' }]);
    expect([answer.status, metaOf(answer)]).toEqual([200, metaOf(before)]);
  });

  it('of members with a value takes those alone, as Entra means it; a strict client is told that it has no value', async () => {
    const remaining = async (as: TestConnection): Promise<[number, number]> => {
      const members = await Promise.all([idOf({}, as), idOf({}, as)]);
      const body = { schemas: [GROUP], displayName: newName(), members: members.map((value) => ({ value })) };
      const group = String((await api.ask('POST', '/Groups', { body, as })).body.id);
      const Operations = [{ op: 'remove', path: 'members', value: [{ value: members[0] }] }];
      const answer = await api.ask('PATCH', `/Groups/${group}`, { body: { schemas: [PATCH_OP], Operations }, as });
      const shown: object[] = (await api.ask('GET', `/Groups/${group}`, { as })).body.members ?? [];
      return [answer.status, shown.length];
    };
    expect(await remaining(api.first)).toEqual([204, 1]);
    expect(await remaining(strict)).toEqual([400, 2]);
  });
});

describe('row 38: replace', () => {
  it('without a path replaces what it names; of what is not there, adds; of a complex value, merges', async () => {
    const id = await idOf({ name: { givenName: 'A', familyName: 'B' } });
    const answer = await patch(id, [
      { op: 'replace', value: { title: 'x', name: { familyName: 'C' } } },
      { op: 'replace', path: 'nickName', value: 'n' },
    ]);
    expect(answer.body).toMatchObject({ title: 'x', nickName: 'n', name: { givenName: 'A', familyName: 'C' } });
  });

  it('changes all elements that match', async () => {
    const emails = [
      { type: 'work', value: 'a@x.example' },
      { type: 'work', value: 'b@x.example' },
    ];
    const answer = await patch(await idOf({ emails }), [
      { op: 'replace', path: 'emails[type eq "work"].display', value: 'W' },
    ]);
    const shown: { display?: string }[] = answer.body.emails ?? [];
    expect(shown.map(({ display }) => display)).toEqual(['W', 'W']);
  });

  it('of no element is noTarget by a strict connection, and makes one for Entra', async () => {
    const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x.example' };
    expect(await patch(await idOf({}, strict), [operation], strict)).toMatchObject({
      status: 400,
      body: { scimType: 'noTarget' },
    });
    expect((await patch(await idOf(), [operation])).body.emails).toEqual([{ type: 'work', value: 'a@x.example' }]);
    const inexact = { ...operation, path: 'emails[type ne "work"].value' };
    expect(await patch(await idOf(), [inexact])).toMatchObject({ status: 400, body: { scimType: 'noTarget' } });
  });
});

describe('row 39: a value that becomes primary', () => {
  it('takes it from the one that was', async () => {
    const id = await idOf({ emails: [{ type: 'work', value: 'a@x.example', primary: true }] });
    const answer = await patch(id, [
      { op: 'add', path: 'emails', value: [{ type: 'home', value: 'b@x.example', primary: true }] },
    ]);
    const shown: { primary?: boolean }[] = answer.body.emails ?? [];
    expect(shown.map(({ primary = false }) => primary)).toEqual([false, true]);
  });
});

describe('row 40: an attribute of an extension', () => {
  it('brings its URN into schemas, and takes it along', async () => {
    const id = await idOf();
    const path = `${ENTERPRISE}:department`;
    expect((await patch(id, [{ op: 'add', path, value: 'Engines' }])).body.schemas).toEqual([USER, ENTERPRISE]);
    expect((await patch(id, [{ op: 'remove', path }])).body.schemas).toEqual([USER]);
  });
});

describe('row 41: a deletion', () => {
  it('is 204; then everything about the resource is 404, no list has it, and its name is free', async () => {
    const userName = newName();
    const id = await idOf({ userName });
    expect((await api.ask('DELETE', `/Users/${id}`)).status).toBe(204);
    const body = { schemas: [USER], userName };
    const answers = await Promise.all([
      get(id),
      patch(id, [{ op: 'add', path: 'title', value: 'x' }]),
      api.ask('PUT', `/Users/${id}`, { body }),
      api.ask('DELETE', `/Users/${id}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await api.ask('GET', `/Users?filter=userName eq "${userName}"`)).body).toMatchObject({ totalResults: 0 });
    expect((await create({ userName })).status).toBe(201);
  });
});

describe('row 42: Bulk', () => {
  it('goes on after an error; statuses are strings, and a failed POST has no location', async () => {
    const data = { schemas: [USER], userName: newName() };
    const Operations = [
      { method: 'POST', bulkId: 'a', path: '/Users', data },
      { method: 'POST', bulkId: 'b', path: '/Users', data },
      { method: 'PATCH', path: '/Users/bulkId:a', data: { Operations: [{ op: 'add', path: 'title', value: 'x' }] } },
    ];
    const { status, body } = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations } });
    const results: Record<string, unknown>[] = body.Operations ?? [];
    expect([status, ...results.map((result) => result.status)]).toEqual([200, '201', '409', '200']);
    expect(results[1]).not.toHaveProperty('location');
    expect(results[1]).toMatchObject({ bulkId: 'b', response: { status: '409', scimType: 'uniqueness' } });
    expect(results[2]?.location).toBe(results[0]?.location);
  });

  it('of more than it may have is 413, and says how much it may', async () => {
    const Operations = Array.from({ length: 1_001 }, () => ({ method: 'DELETE', path: '/Users/x' }));
    const answer = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations } });
    expect(answer).toMatchObject({ status: 413, body: { detail: expect.stringMatching(/1,?000/) } });
  });
});

describe('row 43: an error', () => {
  it('is SCIM’s, with the status as a string', async () => {
    const { status, body, headers } = await create({ userName: '' });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      scimType: 'invalidValue',
      detail: expect.stringContaining('userName'),
    });
    expect(headers.get('content-type')).toContain('application/scim+json');
  });
});

describe('row 44: the scimTypes', () => {
  it('are those of the RFCs, each of which some error has, but for "sensitive", which would refuse Entra', () => {
    const codes = Object.keys(ERRORS) as ErrorCode[];
    const types = codes.flatMap((code) => ERRORS[code].scimType ?? []);
    expect(new Set(types)).toEqual(
      new Set([
        'invalidFilter',
        'tooMany',
        'uniqueness',
        'mutability',
        'invalidSyntax',
        'invalidPath',
        'noTarget',
        'invalidValue',
        'invalidVers',
        'invalidCursor',
        'expiredCursor',
        'invalidCount',
      ]),
    );
  });
});

describe('row 47: versions', () => {
  it('are in ETag and meta, spare a download, and hold a write back', async () => {
    const answer = await create();
    const [id, etag] = [String(answer.body.id), String(answer.headers.get('etag'))];
    expect(etag).toBe(metaOf(answer).version);
    const ask = (method: string, headers: Record<string, string>, body?: object) =>
      api.ask(method, `/Users/${id}`, { headers, ...(body === undefined ? {} : { body }) });
    const body = { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'x' }] };
    expect((await ask('GET', { 'if-none-match': etag })).status).toBe(304);
    expect((await ask('GET', { 'if-none-match': 'W/"9"' })).status).toBe(200);
    expect((await ask('PATCH', { 'if-match': 'W/"9"' }, body)).status).toBe(412);
    expect((await ask('PATCH', { 'if-match': '*' }, body)).status).toBe(200);
    expect((await ask('DELETE', { 'if-match': etag })).status).toBe(412);
    expect((await ask('DELETE', { 'if-match': 'W/"2"' })).status).toBe(204);
  });
});

describe('row 49: discovery', () => {
  it.each(['/Schemas', '/ResourceTypes'])(
    '%s is a list, each of whose parts has an address; a filter is 403',
    async (path) => {
      const { body } = await api.ask('GET', `${path}?startIndex=2&count=1&sortBy=id`);
      const parts: { id: string }[] = body.Resources ?? [];
      expect(body.totalResults).toBe(parts.length);
      for (const part of parts) expect((await api.ask('GET', `${path}/${part.id}`)).body).toEqual(part);
      expect(parts.length).toBeGreaterThan(1);
      expect((await api.ask('GET', `${path}?filter=id eq "x"`)).status).toBe(403);
      expect((await api.ask('GET', `${path}/nothing`)).status).toBe(404);
    },
  );
});

describe('row 50: two tenants', () => {
  it('may have the same names and externalIds, and see nothing of each other', async () => {
    const other = await api.addTenant();
    const body = { userName: newName(), externalId: 'row50' };
    const [mine, theirs] = [await idOf(body), await idOf(body, other)];
    expect(mine).not.toBe(theirs);
    const list = await api.ask('GET', '/Users?filter=externalId eq "row50"', { as: other });
    expect(list.body).toMatchObject({ totalResults: 1, Resources: [{ id: theirs }] });
    const answers = await Promise.all([
      get(mine, other),
      patch(mine, [{ op: 'add', path: 'title', value: 'x' }], other),
      api.ask('DELETE', `/Users/${mine}`, { as: other }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe('row 51: what is sensitive', () => {
  it('is stored as a hash, if it is a token; asked for by GET all the same; and in no line of the log', async () => {
    const userName = newName();
    expect((await api.ask('GET', `/Users?filter=userName eq "${userName}"`)).status).toBe(200);
    const { rows } = await api.owner.query('select 1 from credentials c where c::text like $1', [
      `%${api.first.token}%`,
    ]);
    expect(rows).toEqual([]);
    expect(api.log()).not.toContain(userName);
    expect(api.log()).not.toContain(api.first.token);
  });
});

describe('row 52: a userName', () => {
  it('is compared in the form of PRECIS, and shown as it was sent', async () => {
    const sent = 'Ｒow52-Ångström@x.example';
    expect((await create({ userName: sent })).body.userName).toBe(sent);
    const same = 'row52-a\u030angstro\u0308m@x.example';
    expect(await create({ userName: same })).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    const list = await api.ask('GET', `/Users?filter=${encodeURIComponent(`userName eq "${same}"`)}`);
    expect(list.body).toMatchObject({ totalResults: 1 });
  });
});
