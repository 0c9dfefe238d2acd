import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';

// The rows of RFC 7643, as this project numbers the rules of both RFCs; protocol rows are in *-rows.int.spec.ts, too.
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
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let count = 0;
const newName = (): string => `row-${(count += 1)}@x.example`;
const create = (body: object, as = api.first): Promise<Answer> =>
  api.ask('POST', '/Users', { body: { userName: newName(), ...body }, as });
const created = async (body: object = {}, as = api.first): Promise<Record<string, never>> => {
  const answer = await create(body, as);
  if (answer.status !== 201) throw new Error(`answered ${answer.status}: ${String(answer.body.detail)}`);
  return answer.body;
};
const patch = (id: string, ...Operations: object[]): Promise<Answer> =>
  api.ask('PATCH', `/Users/${id}`, { body: { Operations } });
const found = async (filter: string): Promise<string[]> => {
  const { body } = await api.ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
  const resources: { id: string }[] = body.Resources ?? [];
  return resources.map(({ id }) => id);
};

describe('row 1: names of attributes and URNs', () => {
  it('mean the same in any case, and come back as the schema spells them', async () => {
    const body = {
      USERNAME: newName(),
      Name: { GIVENname: 'Ada' },
      [ENTERPRISE.toUpperCase()]: { DEPARTMENT: 'Engines' },
    };
    const answer = await api.ask('POST', '/Users', { body });
    expect(answer).toMatchObject({
      status: 201,
      body: { name: { givenName: 'Ada' }, [ENTERPRISE]: { department: 'Engines' } },
    });
    expect(await found(`${ENTERPRISE.toLowerCase()}:Department eq "Engines" and NAME.givenname pr`)).toEqual([
      answer.body.id,
    ]);
  });

  it('are refused by a strict connection when no schema has them', async () => {
    expect(await create({ shoeSize: 'x' }, strict)).toMatchObject({ status: 400, body: { scimType: 'invalidSyntax' } });
  });
});

describe('row 2: a value', () => {
  it.each([
    ['a string', { title: 7 }],
    ['a boolean', { active: 'yes' }],
    ['base64', { x509Certificates: [{ value: 'not base64!' }] }],
    ['complex', { name: 'Ada' }],
    ['multi-valued', { emails: 'ada@x' }],
  ])('that has to be %s is refused otherwise', async (_what, body) => {
    const answer = await create({ schemas: [USER], ...body }, strict);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });

  it('of a dateTime has a date and a time, or a filter does not take it', async () => {
    expect((await api.ask('GET', '/Users?filter=meta.created gt "2020-01-01"', { as: strict })).status).toBe(400);
    expect((await api.ask('GET', '/Users?filter=meta.created gt "2020-01-01T00:00:00Z"', { as: strict })).status).toBe(
      200,
    );
  });
});

describe('row 3: the characteristics of an attribute', () => {
  it('are written out, and are the defaults where the RFC gives none', async () => {
    const { body } = await api.ask('GET', `/Schemas/${USER}`);
    const attributes: { name: string }[] = body.attributes ?? [];
    expect(attributes.find(({ name }) => name === 'title')).toMatchObject({
      type: 'string',
      multiValued: false,
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    });
  });
});

describe('row 4: values of a multi-valued attribute', () => {
  it('have type, primary and display beside the value', async () => {
    const email = { value: 'ada@x.example', type: 'work', primary: true, display: 'Ada' };
    expect((await created({ emails: [email] })).emails).toEqual([email]);
  });

  it('are primary once at most', async () => {
    const emails = [
      { value: 'a@x.example', primary: true },
      { value: 'b@x.example', primary: true },
    ];
    expect(await create({ emails })).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });
});

describe('row 5: the same type and value', () => {
  it('is not returned twice', async () => {
    const email = { value: 'twice@x.example', type: 'work' };
    expect((await created({ emails: [email, email] })).emails).toEqual([email]);
  });
});

describe('row 6: null, the empty list and no value', () => {
  it.each([null, []])('are one: %j', async (nothing) => {
    const body = await created({ title: nothing === null ? null : undefined, emails: nothing });
    expect(body).not.toHaveProperty('emails');
    expect(body).not.toHaveProperty('title');
  });
});

describe('row 7: schemas', () => {
  it('are those of what is there, whatever was listed', async () => {
    const plain = await created({ schemas: [USER, ENTERPRISE] });
    expect(plain.schemas).toEqual([USER]);
    const extended = await created({ schemas: [USER], [ENTERPRISE]: { costCenter: '7' } });
    expect(new Set(extended.schemas)).toEqual(new Set([USER, ENTERPRISE]));
  });

  it('are listed by a strict client', async () => {
    expect(await create({}, strict)).toMatchObject({ status: 400, body: { scimType: 'invalidSyntax' } });
    expect((await create({ schemas: [USER] }, strict)).status).toBe(201);
  });

  it.each([[[]], [[GROUP]], [['urn:example:unknown']], ['text']])(
    'of a strict client may not be %j',
    async (schemas) => {
      expect(await create({ schemas }, strict)).toMatchObject({ status: 400, body: { scimType: 'invalidSyntax' } });
    },
  );
});

describe('row 8: the id', () => {
  it('is the service’s, whatever the client sends', async () => {
    const body = await created({ id: 'mine' });
    expect(body.id).toMatch(UUID);
  });

  it('is of one resource alone, and of none after it', async () => {
    const { id } = await created();
    await api.ask('DELETE', `/Users/${id}`);
    expect((await api.ask('GET', `/Users/${id}`)).status).toBe(404);
    expect((await api.ask('GET', `/Groups/${id}`)).status).toBe(404);
  });

  it('comes back whatever is excluded', async () => {
    const { id } = await created();
    expect((await api.ask('GET', `/Users/${id}?excludedAttributes=id,userName`)).body).toMatchObject({ id });
  });
});

describe('row 9: the externalId', () => {
  it('is the client’s, case and all, never made up, and need not be unique', async () => {
    expect(await created()).not.toHaveProperty('externalId');
    const one = await created({ externalId: 'Row9' });
    const other = await created({ externalId: 'Row9' });
    await created({ externalId: 'row9' });
    expect(new Set(await found('externalId eq "Row9"'))).toEqual(new Set([one.id, other.id]));
  });
});

describe('row 10: meta', () => {
  it('is the service’s; created and lastModified are one until something changes', async () => {
    const answer = await create({ meta: { resourceType: 'Robot', created: '1999-01-01T00:00:00Z', version: 'mine' } });
    const meta: Record<string, string> = answer.body.meta ?? {};
    const location = `https://rollcall.test/scim/v2/Users/${String(answer.body.id)}`;
    expect(meta).toMatchObject({ resourceType: 'User', location, version: 'W/"1"', lastModified: meta.created });
    expect(answer.headers.get('location')).toBe(location);
    expect(answer.headers.get('etag')).toBe('W/"1"');
    const changed = await patch(String(answer.body.id), { op: 'replace', path: 'title', value: 'x' });
    expect(changed.body.meta).toMatchObject({ created: meta.created, version: 'W/"2"' });
    const after: Record<string, string> = changed.body.meta ?? {};
    expect(new Date(after.lastModified ?? 0) >= new Date(meta.created ?? '')).toBe(true);
  });
});

describe('row 11: attributes of an extension', () => {
  it('stand in an object under its URN, and nowhere else', async () => {
    const body = await created({ [ENTERPRISE]: { department: 'Engines' } });
    expect(body[ENTERPRISE]).toEqual({ department: 'Engines' });
    expect(body).not.toHaveProperty('department');
    expect(await create({ schemas: [USER], department: 'Engines' }, strict)).toMatchObject({ status: 400 });
  });
});

describe('row 12: a user', () => {
  it.each([{ userName: undefined }, { userName: '' }, { userName: null }, { userName: 7 }])(
    'needs a userName: %j',
    async (body) => {
      expect(await create(body)).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    },
  );

  it('has a userName that nobody else has in any case', async () => {
    const { userName } = await created();
    expect(await create({ userName: String(userName).toUpperCase() })).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness' },
    });
  });

  it('shows no password, and belongs to groups by the groups alone', async () => {
    const body = await created({ password: 'S3cret', groups: [{ value: 'x' }] });
    expect(JSON.stringify(body)).not.toContain('S3cret');
    expect((await api.ask('GET', `/Users/${String(body.id)}?attributes=groups,password`)).body).not.toHaveProperty(
      'password',
    );
    expect(await patch(String(body.id), { op: 'add', path: 'groups', value: [{ value: 'x' }] })).toMatchObject({
      status: 400,
      body: { scimType: 'mutability' },
    });
  });

  it('has certificates in base64', async () => {
    const x509Certificates = [{ value: 'MIIB' }];
    expect((await created({ x509Certificates })).x509Certificates).toEqual(x509Certificates);
  });
});

describe('row 13: the enterprise extension', () => {
  it('has all its attributes; the manager’s address is computed from the id, and what is read-only is ignored', async () => {
    const manager = await created();
    const given = { employeeNumber: '7', costCenter: '1', organization: 'O', division: 'D', department: 'E' };
    const body = await created({ [ENTERPRISE]: { ...given, manager: { value: manager.id, displayName: 'nobody' } } });
    expect(body[ENTERPRISE]).toEqual({
      ...given,
      manager: { value: manager.id, $ref: `https://rollcall.test/scim/v2/Users/${String(manager.id)}` },
    });
  });
});

describe('row 14: a group', () => {
  it('needs a displayName, and holds users and groups, whose type it tells', async () => {
    expect(await api.ask('POST', '/Groups', { body: { members: [] } })).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue' },
    });
    const user = await created();
    const inner = (await api.ask('POST', '/Groups', { body: { displayName: newName() } })).body;
    const members = [{ value: user.id }, { value: inner.id }];
    const { body } = await api.ask('POST', '/Groups', { body: { displayName: newName(), members } });
    const shown: { value: string; type: string }[] = body.members ?? [];
    const types = shown.map(({ value, type }): [string, string] => [value, type]);
    expect(new Map(types)).toEqual(
      new Map([
        [String(user.id), 'User'],
        [String(inner.id), 'Group'],
      ]),
    );
  });

  it('keeps a member as it is, or takes another: a member’s value is immutable', async () => {
    const user = await created();
    const group = (
      await api.ask('POST', '/Groups', { body: { displayName: newName(), members: [{ value: user.id }] } })
    ).body;
    const Operations = [{ op: 'replace', path: `members[value eq "${String(user.id)}"].value`, value: 'other' }];
    const answer = await api.ask('PATCH', `/Groups/${String(group.id)}`, { body: { Operations } });
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'mutability' } });
  });
});

describe('row 15: the ServiceProviderConfig', () => {
  it('says what is there, to anybody', async () => {
    const response = await fetch(`${api.service.url}/scim/v2/ServiceProviderConfig`);
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(200);
    for (const feature of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
      expect(body[feature]).toMatchObject({ supported: expect.any(Boolean) });
    }
    expect(body.bulk).toMatchObject({ maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) });
    expect(body.filter).toMatchObject({ maxResults: expect.any(Number) });
    expect(body.authenticationSchemes).toEqual([
      expect.objectContaining({ type: 'oauthbearertoken', name: expect.any(String), description: expect.any(String) }),
    ]);
  });
});

describe('row 16: resource types and schemas', () => {
  it('name each other, and each attribute has all its characteristics', async () => {
    const types: Record<string, string>[] = (await api.ask('GET', '/ResourceTypes')).body.Resources ?? [];
    const schemas: { id: string; attributes: object[] }[] = (await api.ask('GET', '/Schemas')).body.Resources ?? [];
    expect(types.map(({ name, endpoint, schema }) => [name, endpoint, schema])).toEqual([
      ['User', '/Users', USER],
      ['Group', '/Groups', GROUP],
    ]);
    expect(schemas.map(({ id }) => id)).toEqual(expect.arrayContaining([USER, ENTERPRISE, GROUP]));
    for (const attribute of schemas.flatMap(({ attributes }) => attributes)) {
      expect(Object.keys(attribute)).toEqual(
        expect.arrayContaining([
          'name',
          'type',
          'multiValued',
          'description',
          'required',
          'mutability',
          'returned',
          'uniqueness',
        ]),
      );
    }
    expect(JSON.stringify(schemas)).not.toContain('null');
  });
});

describe('row 17: caseExact', () => {
  it('decides in filters, and what is stored keeps its case', async () => {
    const one = await created({ externalId: 'Case17', title: 'Chief17' });
    expect(await found('title eq "chief17"')).toEqual([one.id]);
    expect(await found('externalId eq "case17"')).toEqual([]);
    expect(await found('externalId eq "Case17"')).toEqual([one.id]);
    expect(one).toMatchObject({ externalId: 'Case17', title: 'Chief17' });
  });

  it('decides in the order of a list', async () => {
    const tenant = await api.addTenant();
    const userNames = ['b', 'A', 'c'];
    for (const userName of userNames) await create({ userName }, tenant);
    const { body } = await api.ask('GET', '/Users?sortBy=userName', { as: tenant });
    const people: { userName: string }[] = body.Resources ?? [];
    expect(people.map(({ userName }) => userName)).toEqual(['A', 'b', 'c']);
  });
});

describe('row 18: what is returned', () => {
  it.each(['POST', 'PUT', 'PATCH', 'GET'] as const)(
    'is what was asked for by %s, and what is always returned',
    async (method) => {
      const { id, userName } = await created({ title: 'x', displayName: 'y' });
      const query = '?attributes=title';
      const body = { userName: method === 'POST' ? newName() : userName, title: 'z', displayName: 'y' };
      const answers = {
        POST: () => api.ask('POST', `/Users${query}`, { body }),
        PUT: () => api.ask('PUT', `/Users/${id}${query}`, { body }),
        PATCH: () =>
          api.ask('PATCH', `/Users/${id}${query}`, {
            body: { Operations: [{ op: 'replace', path: 'title', value: 'z' }] },
          }),
        GET: () => api.ask('GET', `/Users/${id}${query}`),
      };
      const answer = await answers[method]();
      expect(answer.body).toMatchObject({ id: expect.any(String), title: method === 'GET' ? 'x' : 'z' });
      expect(answer.body).not.toHaveProperty('displayName');
    },
  );

  it('is by request only, never, or always', async () => {
    const { id } = await created();
    expect((await api.ask('GET', `/Users/${id}`)).body).not.toHaveProperty('groups');
  });
});

describe('row 19: a password', () => {
  it('is nowhere: not in an answer, a table, an event or the log', async () => {
    const secret = `pw-${newName()}`;
    const { id } = await created({ password: secret });
    await patch(String(id), { op: 'replace', path: 'password', value: secret });
    const { rows } = await api.owner.query<{ held: boolean }>(
      `select exists (select from users u where u::text like $1) or exists (select from outbox o where o::text like $1) as held`,
      [`%${secret}%`],
    );
    expect(rows).toEqual([{ held: false }]);
    expect(api.log()).not.toContain(secret);
  });
});
