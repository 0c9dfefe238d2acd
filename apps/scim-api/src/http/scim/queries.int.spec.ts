import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesFilter, parseFilter, SEARCH_REQUEST_URN, USER_TYPE, type JsonObject } from '#scim';
import { MAX_EXAMINED } from '../../queries/resource-query.js';
import { TestScimApi, type Answer } from '../../scim-api.fixture.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PEOPLE = [
  { userName: 'ada', displayName: 'Ada Lovelace', title: 'Analyst', number: '7', emails: [['work', 'ada@a.example']] },
  { userName: 'Grace', displayName: 'Grace Hopper', title: 'admiral', emails: [['home', 'g@h.example']] },
  { userName: 'alan', displayName: 'Alan 100% Turing', active: false, emails: [] },
  {
    userName: 'Zoe',
    displayName: 'Zoë Größe',
    title: 'Clerk',
    emails: [
      ['work', 'z@w.example'],
      ['home', 'z@h.example'],
    ],
  },
  { userName: 'bob', externalId: 'B', emails: [['work', 'bob@w.example']] },
];

const COMPARED = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const LEAVES = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('userName', 'displayName', 'title', 'externalId', 'emails.value', 'emails.type'),
      COMPARED,
      fc.constantFrom('ada', 'A', 'work', 'B', 'Zoë Größe', 'ada@a.example', '%', 'lovelace', ''),
    )
    .map(([path, operator, value]) => `${path} ${operator} ${JSON.stringify(value)}`),
  fc.constantFrom('title pr', 'externalId eq null', 'displayName ne null', 'emails pr', 'active eq false'),
  fc.constantFrom('emails[type eq "work" and value eq "z@w.example"]', 'emails[type eq "home"]', 'active ne true'),
  fc.constantFrom('meta.created gt "2020-01-01T00:00:00Z"', `${ENTERPRISE}:employeeNumber pr`, 'id pr'),
);
const { filter: FILTERS } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    LEAVES,
    tie('filter').map((one) => `not (${one})`),
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, by, b]) => `(${a} ${by} ${b})`),
  ),
}));

let api: TestScimApi;
const ids = new Map<string, string>();
let group: string;

beforeAll(async () => {
  api = await TestScimApi.start();
  for (const { userName, number, emails, ...person } of PEOPLE) {
    const body = {
      userName,
      ...person,
      emails: emails.map(([type, value]) => ({ type, value })),
      ...(number === undefined ? {} : { [ENTERPRISE]: { employeeNumber: number, department: 'Engines' } }),
    };
    ids.set(userName, String((await api.ask('POST', '/Users', { body })).body.id));
  }
  const members = ['ada', 'alan'].map((name) => ({ value: ids.get(name) }));
  group = String((await api.ask('POST', '/Groups', { body: { displayName: 'Engines', members } })).body.id);
  await api.ask('POST', '/Groups', { body: { displayName: 'Empty' } });
  await api.ask('POST', '/Groups', { body: { displayName: 'Nested', members: [{ value: group, type: 'Group' }] } });
}, 60_000);
afterAll(() => api.stop());

const get = (path: string, parameters: Record<string, string> = {}): Promise<Answer> =>
  api.ask('GET', `${path}?${new URLSearchParams(parameters).toString()}`);
const search = (path: string, body: object): Promise<Answer> =>
  api.ask('POST', `${path}/.search`, { body: { schemas: [SEARCH_REQUEST_URN], ...body } });

function names({ status, body }: Answer): string[] {
  if (status !== 200) throw new Error(`answered ${status}: ${String(body.detail)}`);
  const resources: { userName?: string; displayName?: string }[] = body.Resources ?? [];
  return resources.map(({ userName, displayName }) => userName ?? displayName ?? '');
}

describe('rows 24, 25, 26, 27: the filter (RFC 7644 §3.4.2.2)', () => {
  it.each([
    ['userName eq "ADA"', ['ada']],
    ['userName ne "ada"', ['Grace', 'alan', 'Zoe', 'bob']],
    ['userName sw "A"', ['ada', 'alan']],
    ['userName co "A"', ['ada', 'Grace', 'alan']],
    ['userName ew "E"', ['Grace', 'Zoe']],
    ['userName gt "b"', ['Grace', 'Zoe', 'bob']],
    ['userName le "alan"', ['ada', 'alan']],
    ['displayName co "lovel"', ['ada']],
    ['displayName sw "GRACE"', ['Grace']],
    ['displayName ew "GRÖSSE"', []],
    ['displayName ew "GRÖßE"', ['Zoe']],
    ['displayName co "100%"', ['alan']],
    ['displayName co "a_a"', []],
    ['displayName eq "ada lovelace"', ['ada']],
    ['displayName pr', ['ada', 'Grace', 'alan', 'Zoe']],
    ['not (displayName pr)', ['bob']],
    ['displayName eq null', ['bob']],
    ['title pr', ['ada', 'Grace', 'Zoe']],
    ['title eq "ANALYST" or title eq "clerk"', ['ada', 'Zoe']],
    ['externalId eq "B"', ['bob']],
    ['externalId eq "b"', []],
    ['externalId ne "B"', ['ada', 'Grace', 'alan', 'Zoe']],
    ['not (externalId eq "B")', ['ada', 'Grace', 'alan', 'Zoe']],
    ['active eq false', ['alan']],
    ['active ne false and title pr', ['ada', 'Grace', 'Zoe']],
    ['emails.value eq "Z@H.example"', ['Zoe']],
    ['emails[type eq "work" and value eq "z@h.example"]', []],
    ['emails[type eq "home"]', ['Grace', 'Zoe']],
    ['emails[type eq "work" and value ew "w.example"]', ['Zoe', 'bob']],
    ['emails pr', ['ada', 'Grace', 'Zoe', 'bob']],
    ['emails eq "ada@a.example"', ['ada']],
    [`${ENTERPRISE}:employeeNumber eq "7"`, ['ada']],
    [`${ENTERPRISE}:department eq "engines" and userName eq "ada"`, ['ada']],
    ['userName eq "ada" or externalId eq "B" or emails.value eq "g@h.example"', ['ada', 'Grace', 'bob']],
    ['userName eq "ada" and title eq "Clerk"', []],
    ['(title eq "Clerk" or title eq "Analyst") and not (userName eq "ada")', ['Zoe']],
    ['meta.created gt "2020-01-01T00:00:00Z" and active eq false', ['alan']],
    ['meta.lastModified lt "2020-01-01T00:00:00Z"', []],
    ['meta.resourceType eq "User" and externalId eq "B"', ['bob']],
    ['groups pr', ['ada', 'alan']],
  ])('%s', async (filter, expected) => {
    const answer = await get('/Users', { filter });
    expect(names(answer)).toEqual(expected);
    expect(answer.body).toMatchObject({ totalResults: expected.length, startIndex: 1, itemsPerPage: expected.length });
  });

  it('of ids, groups and members', async () => {
    expect(names(await get('/Users', { filter: `id eq "${ids.get('ada')}"` }))).toEqual(['ada']);
    expect(names(await get('/Users', { filter: `groups.value eq "${group}" and title pr` }))).toEqual(['ada']);
    expect(names(await get('/Groups', { filter: `members.value eq "${ids.get('alan')}"` }))).toEqual(['Engines']);
    expect(names(await get('/Groups', { filter: `members[value eq "${ids.get('alan')}"]` }))).toEqual(['Engines']);
    expect(names(await get('/Groups', { filter: 'members pr' }))).toEqual(['Engines', 'Nested']);
    expect(names(await get('/Groups', { filter: 'not (members pr)' }))).toEqual(['Empty']);
    expect(names(await get('/Groups', { filter: 'members.type eq "group"' }))).toEqual(['Nested']);
    const hidden = 'members[type eq "User" and value ne "x"] or displayName ew "y"';
    expect(names(await get('/Groups', { filter: hidden }))).toEqual(['Engines', 'Empty']);
    expect(names(await get('/Groups', { filter: 'displayName co "N"' }))).toEqual(['Engines', 'Nested']);
  });

  it('means the same by index, by looking and in memory', async () => {
    const everybody: JsonObject[] = (await get('/Users')).body.Resources ?? [];
    await fc.assert(
      fc.asyncProperty(FILTERS, async (filter) => {
        const tree = parseFilter(filter, { type: USER_TYPE, tolerance: 'strict' }).filter;
        const expected = everybody.filter((user) => matchesFilter(tree, user)).map(({ userName }) => userName);
        expect(names(await get('/Users', { filter }))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it.each(['userName eq', 'shoeSize eq 1', 'active gt true', '(userName pr', `userName eq "${'x'.repeat(4_097)}"`])(
    'refuses %s as invalidFilter',
    async (filter) => {
      const { status, body } = await get('/Users', { filter });
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidFilter' });
    },
  );
});

describe('row 28: a query that no index answers, of a large tenant', () => {
  it('is answered tooMany with what to do, after the most that it may look at', async () => {
    const as = await api.addTenant();
    await api.owner.query(
      `insert into users
       select gen_random_uuid(), $1, 1, true, now(), now(), 'user' || n, null, null, null,
              '{"userName":"user' || n || '","active":true}', null, null
         from generate_series(1, $2::int) as n`,
      [as.tenantId, MAX_EXAMINED],
    );
    const ask = (query: object): Promise<Answer> =>
      api.ask('GET', `/Users?${new URLSearchParams({ ...query }).toString()}`, { as });
    expect((await ask({ filter: 'title pr' })).body.totalResults).toBe(0);
    await api.ask('POST', '/Users', { as, body: { userName: 'one more' } });
    for (const query of [{ filter: 'title pr' }, { sortBy: 'title' }]) {
      const { status, body } = await ask(query);
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'tooMany' });
      expect(body.detail).toContain('add a condition');
    }
    // An index narrows it, or answers it whole.
    expect((await ask({ filter: 'userName eq "user7" and not (title pr)' })).body.totalResults).toBe(1);
    expect((await ask({ filter: 'active eq true', count: '1' })).body.totalResults).toBe(MAX_EXAMINED + 1);
    expect((await ask({ sortBy: 'userName', count: '1' })).body.totalResults).toBe(MAX_EXAMINED + 1);
  }, 60_000);
});

describe('row 30: sorting (RFC 7644 §3.4.2.3)', () => {
  it.each([
    [{ sortBy: 'userName' }, ['ada', 'alan', 'bob', 'Grace', 'Zoe']],
    [{ sortBy: 'userName', sortOrder: 'descending' }, ['Zoe', 'Grace', 'bob', 'alan', 'ada']],
    [{ sortBy: 'title' }, ['Grace', 'ada', 'Zoe', 'alan', 'bob']],
    [{ sortBy: 'title', sortOrder: 'descending' }, ['bob', 'alan', 'Zoe', 'ada', 'Grace']],
    [{ sortBy: 'emails' }, ['ada', 'bob', 'Grace', 'Zoe', 'alan']],
    [{ sortBy: 'displayName', filter: 'title pr' }, ['ada', 'Grace', 'Zoe']],
    [{ sortBy: 'userName', filter: 'title pr', count: '1', startIndex: '2' }, ['Grace']],
  ])('%j', async (parameters, expected) => {
    expect(names(await get('/Users', parameters as Record<string, string>))).toEqual(expected);
  });

  it.each([{ sortBy: 'shoeSize' }, { sortBy: 'name' }, { sortBy: 'userName', sortOrder: 'up' }])(
    'refuses %j',
    async (parameters) => {
      expect(await get('/Users', parameters as Record<string, string>)).toMatchObject({ status: 400 });
    },
  );
});

describe('RFC 9865, pages by cursor', () => {
  async function walk(parameters: Record<string, string>): Promise<string[]> {
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const answer = await get('/Users', { ...parameters, count: '2', cursor });
      found.push(...names(answer));
      const next = answer.body.nextCursor as string | undefined;
      if (next === undefined) return found;
      cursor = next;
    }
  }

  it.each([
    [{}, ['ada', 'Grace', 'alan', 'Zoe', 'bob']],
    [{ sortBy: 'userName' }, ['ada', 'alan', 'bob', 'Grace', 'Zoe']],
    [{ sortBy: 'userName', sortOrder: 'descending' }, ['Zoe', 'Grace', 'bob', 'alan', 'ada']],
    [{ sortBy: 'title' }, ['Grace', 'ada', 'Zoe', 'alan', 'bob']],
    [{ filter: 'emails pr' }, ['ada', 'Grace', 'Zoe', 'bob']],
    [{ filter: 'active eq true' }, ['ada', 'Grace', 'Zoe', 'bob']],
    [{ filter: 'userName eq "ada"' }, ['ada']],
    [{ filter: 'userName eq "nobody"' }, []],
  ])('walk through %j', async (parameters, expected) => {
    expect(await walk(parameters as Record<string, string>)).toEqual(expected);
  });

  /** One character is another, in the middle, where all of its bits count. */
  const forged = (cursor: string): string =>
    `${cursor.slice(0, 30)}${cursor[30] === 'A' ? 'B' : 'A'}${cursor.slice(31)}`;

  it('show no place, and are good for one question of one connection', async () => {
    const { body } = await get('/Users', { count: '2', cursor: '' });
    const cursor = String(body.nextCursor);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(ids.get('Grace') ?? '?');
    const other = await api.addTenant();
    const path = `/Users?count=2&cursor=${cursor}`;
    const answers = [
      await get('/Users', { count: '2', cursor, filter: 'title pr' }),
      await get('/Groups', { count: '2', cursor }),
      await get('/Users', { count: '2', cursor: forged(cursor) }),
      await get('/Users', { cursor: 'x' }),
      await get('/Users', { cursor: 'x'.repeat(5_000) }),
      await api.ask('GET', path, { as: other }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidCursor' } });
    expect(names(await get('/Users', { count: '1', cursor }))).toEqual(['alan']);
  });

  it.each([{ count: '0' }, { count: '-1' }, { count: 'x' }])('refuse %j', async (parameters) => {
    expect(await get('/Users', { cursor: '', ...parameters })).toMatchObject({
      status: 400,
      body: { scimType: 'invalidCount' },
    });
  });

  it('do not go with startIndex', async () => {
    expect(await get('/Users', { cursor: '', startIndex: '1' })).toMatchObject({ status: 400 });
  });
});

describe('row 31: pages by index (RFC 7644 §3.4.2.4)', () => {
  it('are cut where they are asked to be, in one order', async () => {
    const second = await get('/Users', { startIndex: '2', count: '2' });
    expect(names(second)).toEqual(['Grace', 'alan']);
    expect(second.body).toMatchObject({ totalResults: 5, startIndex: 2, itemsPerPage: 2 });
    expect(second.body).not.toHaveProperty('nextCursor');
    expect(names(await get('/Users', { startIndex: '0', count: '1' }))).toEqual(['ada']);
    expect(names(await get('/Users', { filter: 'title pr', startIndex: '3', count: '5' }))).toEqual(['Zoe']);
    const counted = await get('/Users', { count: '0' });
    expect(counted.body).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] });
  });
});

describe('rows 29, 33: .search, and queries of the root (RFC 7644 §3.4.2.1, §3.4.3)', () => {
  it('asks what a GET asks, in a body', async () => {
    const answer = await search('/Users', {
      filter: 'title pr',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 1,
      attributes: ['userName', 'title'],
    });
    expect(answer.body.Resources).toEqual([
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: ids.get('Grace'),
        userName: 'Grace',
        title: 'admiral',
      },
    ]);
    expect(names(await search('/Groups', { filter: 'displayName eq "empty"' }))).toEqual(['Empty']);
    expect((await search('/Users', { cursor: '', count: 2 })).body.nextCursor).toEqual(expect.any(String));
  });

  it('asks all types at the root, users first, where foreign attributes compare false', async () => {
    const all = { filter: 'displayName sw "e" or userName sw "b"' };
    expect(names(await search('', all))).toEqual(['bob', 'Engines', 'Empty']);
    expect(names(await search('', { ...all, startIndex: 2, count: 1 }))).toEqual(['Engines']);
    const groups = await get('', { filter: 'meta.resourceType eq "Group" and (members pr or emails[type eq "work"])' });
    expect(names(groups)).toEqual(['Engines', 'Nested']);
    expect(groups.body.totalResults).toBe(2);
    expect(names(await get('', { count: '6' }))).toHaveLength(6);
    expect((await get('', { count: '6' })).body.totalResults).toBe(8);
  });

  it.each([
    [{ filter: 7 }, 'invalidValue'],
    [{ attributes: [1] }, 'invalidValue'],
    [{ attributes: ['userName'], excludedAttributes: ['title'] }, 'invalidValue'],
    [{ schemas: ['x'] }, 'invalidSyntax'],
    [{ filter: 'x' }, 'invalidFilter'],
  ])('refuses %j, and counts it as no refused write', async (body, scimType) => {
    expect(await search('/Users', body)).toMatchObject({ status: 400, body: { scimType } });
    const { rows } = await api.owner.query(`select 1 from outbox where topic = 'rollcall.provisioning.v1'`);
    expect(rows).toEqual([]);
  });
});

describe('row 32: attributes and excludedAttributes', () => {
  const shown = (answer: Answer): string[] => Object.keys((answer.body.Resources ?? [answer.body])[0] ?? {}).sort();

  it.each([
    [{ attributes: 'userName,emails.value' }, ['emails', 'id', 'schemas', 'userName']],
    [{ attributes: 'urn:ietf:params:scim:schemas:core:2.0:User:title' }, ['id', 'schemas', 'title']],
    [{ attributes: `${ENTERPRISE}:department` }, ['id', 'schemas', ENTERPRISE]],
    [
      { excludedAttributes: `${ENTERPRISE},emails,meta,schemas,id,name,title` },
      ['active', 'displayName', 'id', 'schemas', 'userName'],
    ],
  ] as [Record<string, string>, string[]][])(
    '%j show what is always shown, too, in lists and alone',
    async (parameters, expected) => {
      expect(shown(await get('/Users', { filter: 'userName eq "ada"', ...parameters }))).toEqual(expected.sort());
      expect(shown(await get(`/Users/${ids.get('ada')}`, parameters))).toEqual(expected.sort());
    },
  );

  it('show a part of what has parts', async () => {
    const { body } = await get(`/Users/${ids.get('ada')}`, { attributes: 'emails.value' });
    expect(body.emails).toEqual([{ value: 'ada@a.example' }]);
    expect((await get(`/Users/${ids.get('ada')}`, { excludedAttributes: 'emails.value' })).body.emails).toEqual([
      { type: 'work' },
    ]);
  });

  it('do not go together', async () => {
    const answer = await get('/Users', { attributes: 'userName', excludedAttributes: 'title' });
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });
});

describe('RFC 7644 §3.14, versions', () => {
  it('If-None-Match, If-Match and ETag', async () => {
    const path = `/Users/${ids.get('bob')}`;
    const etag = (await api.ask('GET', path)).headers.get('etag') ?? '';
    expect(await api.ask('GET', path, { headers: { 'if-none-match': etag } })).toMatchObject({ status: 304 });
    const body = { Operations: [{ op: 'replace', path: 'title', value: 'Baker' }] };
    expect(await api.ask('PATCH', path, { body, headers: { 'if-match': 'W/"9"' } })).toMatchObject({ status: 412 });
    expect(await api.ask('PATCH', path, { body, headers: { 'if-match': etag } })).toMatchObject({ status: 200 });
    expect(await api.ask('DELETE', path, { headers: { 'if-match': etag } })).toMatchObject({ status: 412 });
  });
});
