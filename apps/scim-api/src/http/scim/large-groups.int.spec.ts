import { request as openRequest, type ClientRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { MAX_MESSAGE_BYTES } from '#contracts';
import { MAX_BULK_BYTES } from '#scim';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';
import { MAX_GROUP_BYTES } from './group-bodies.js';

/** Large resources, on a machine that may be busy. */
jest.setTimeout(60_000);

const SCHEMAS = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
/** As many as an event carries, and some. */
const PEOPLE = 16_000;

let api: TestScimApi;
let people: string[];

beforeAll(async () => {
  api = await TestScimApi.start();
  people = await fill(PEOPLE);
}, 60_000);

afterAll(() => api.stop());

/** Users of the first tenant, by their ids. */
async function fill(count: number): Promise<string[]> {
  const { rows } = await api.owner.query<{ id: string }>(
    `insert into users (id, tenant_id, version, created, last_modified, user_name_key, active, attributes)
     select gen_random_uuid(), $1, 1, now(), now(), gen_random_uuid(), true, '{"userName":"u","active":true}'
       from generate_series(1, $2::int) as n
     returning id`,
    [api.first.tenantId, count],
  );
  return rows.map(({ id }) => id);
}

let names = 0;
const newName = (): string => `large ${(names += 1)}`;

async function newGroup(): Promise<string> {
  const { status, body } = await api.ask('POST', '/Groups', { body: { schemas: SCHEMAS, displayName: newName() } });
  expect(status).toBe(201);
  return String(body.id);
}

const put = (id: string, body: object): Promise<Answer> =>
  api.ask('PUT', `/Groups/${id}?excludedAttributes=members`, { body: { schemas: SCHEMAS, ...body } });
const add = (id: string, members: readonly string[]): Promise<Answer> =>
  api.ask('PATCH', `/Groups/${id}`, {
    body: { schemas: PATCH, Operations: [{ op: 'add', path: 'members', value: members.map((value) => ({ value })) }] },
  });

describe('a body of MAX_GROUP_BYTES', () => {
  const sized = (bytes: number, more: object = {}): string =>
    JSON.stringify({ schemas: SCHEMAS, displayName: newName(), ...more }).padEnd(bytes, ' ');

  it.each(['POST', 'PUT'])(
    'is that of a whole group, and one more byte is 413, which says PATCH: %s',
    async (method) => {
      const path = method === 'POST' ? '/Groups' : `/Groups/${await newGroup()}`;
      const met = await api.ask(method, path, { text: sized(MAX_GROUP_BYTES) });
      expect(met.status).toBe(method === 'POST' ? 201 : 200);
      const beyond = await api.ask(method, path, { text: sized(MAX_GROUP_BYTES + 1) });
      expect([beyond.status, beyond.body.detail]).toEqual([413, expect.stringContaining('by PATCH')]);
      expect(beyond.body.detail).toContain(String(MAX_GROUP_BYTES));
    },
  );

  it('is too much for any other message', async () => {
    const id = await newGroup();
    const text = JSON.stringify({ schemas: PATCH, Operations: [] }).padEnd(MAX_BULK_BYTES + 1, ' ');
    for (const [method, path] of [
      ['PATCH', `/Groups/${id}`],
      ['POST', '/Users'],
      ['PUT', `/Users/${people[0]}`],
      ['POST', '/Groups/.search'],
      ['POST', '/Bulk'],
    ] as const) {
      const { status, body } = await api.ask(method, path, { text });
      expect([path, status, body.detail]).toEqual([path, 413, expect.stringContaining(String(MAX_BULK_BYTES))]);
    }
  });
});

describe('a group that PATCH made', () => {
  it('can be sent back by PUT as it is shown, and changed so', async () => {
    const id = await newGroup();
    for (const part of [people.slice(0, 8_000), people.slice(8_000)]) expect((await add(id, part)).status).toBe(204);
    const { body: shown } = await api.ask('GET', `/Groups/${id}`);
    const members: { value: string }[] = shown.members ?? [];
    expect(members).toHaveLength(PEOPLE);
    expect(JSON.stringify(shown).length).toBeGreaterThan(2 * MAX_BULK_BYTES);

    const same = await put(id, shown);
    expect([same.status, same.headers.get('etag')]).toEqual([200, 'W/"3"']);
    const fewer = await put(id, { ...shown, members: members.slice(1) });
    expect([fewer.status, fewer.headers.get('etag')]).toEqual([200, 'W/"4"']);
    expect((await api.eventsOf(id)).at(-1)?.data).toMatchObject({
      membersAdded: [],
      membersRemoved: [members[0]].map((member) => ({ value: member?.value })),
    });
  });

  it('of which all that MAX_MESSAGE_BYTES can carry come or go is written, and 413 before the commit otherwise', async () => {
    const id = await newGroup();
    const many = [...people, ...(await fill(4_000))];
    expect(JSON.stringify(many.map((value) => ({ value, type: 'User' }))).length).toBeGreaterThan(MAX_MESSAGE_BYTES);
    const refused = await put(id, { displayName: newName(), members: many.map((value) => ({ value })) });
    expect([refused.status, refused.body.detail]).toEqual([413, expect.stringContaining('by PATCH')]);
    const made = await api.ask('POST', '/Groups', {
      body: { schemas: SCHEMAS, displayName: newName(), members: many.map((value) => ({ value })) },
    });
    expect([made.status, made.body.detail]).toEqual([413, expect.stringContaining('by PATCH')]);
    expect((await api.ask('GET', `/Groups/${id}`)).headers.get('etag')).toBe('W/"1"');
  });

  it('is refused for one of many members, and told which', async () => {
    const id = await newGroup();
    const [nobody, good] = [uuid(), people.slice(0, 300)];
    const value = [...good, nobody, 'kim@example.com'].map((one) => ({ value: one }));
    const operation = { op: 'add', path: 'members', value };
    const answers = [
      await api.ask('POST', '/Groups', { body: { schemas: SCHEMAS, displayName: newName(), members: value } }),
      await put(id, { displayName: newName(), members: value }),
      await api.ask('PATCH', `/Groups/${id}`, { body: { schemas: PATCH, Operations: [operation] } }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.scimType]).toEqual([400, 'invalidValue']);
      expect(body.detail).toMatch('members[300].value: names no user or group of this service (and 1 more)');
      expect(body.detail).toContain(nobody);
    }
    const second = { op: 'add', path: 'members', value: [{ value: people[0] }, { value: 'kim@example.com' }] };
    const body = { schemas: PATCH, Operations: [{ ...operation, value: value.slice(0, 1) }, second] };
    const { body: answer } = await api.ask('PATCH', `/Groups/${id}`, { body });
    expect(answer.detail).toContain('Operations[1].members[1].value: names no user');
    expect(answer.detail).not.toContain('kim');
  });
});

describe('large bodies at once', () => {
  /** Begins a request whose body never comes. */
  const begin = (as: TestConnection): ClientRequest => {
    const sent = openRequest(`${api.service.url}/scim/v2/Groups`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${as.token}`,
        'content-type': 'application/scim+json',
        'content-length': MAX_GROUP_BYTES,
      },
    });
    sent.on('error', () => undefined);
    sent.write('{');
    return sent;
  };

  const isHeldUp = async (as: TestConnection): Promise<boolean> => {
    const body = JSON.stringify({ schemas: SCHEMAS, displayName: newName() }).padEnd(MAX_GROUP_BYTES / 2, ' ');
    const headers = { authorization: `Bearer ${as.token}`, 'content-type': 'application/scim+json' };
    const url = `${api.service.url}/scim/v2/Groups`;
    return fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(1_000) }).then(
      () => false,
      () => true,
    );
  };

  let held: readonly ClientRequest[] = [];
  afterEach(() => {
    for (const one of held) one.destroy();
  });

  it('of one tenant wait for each other, and for no other tenant’s; small ones wait for none', async () => {
    const [busy, other] = [await api.addTenant(), await api.addTenant()];
    // One of the largest is nearly all that is lent to one tenant, and the other waits.
    held = [begin(busy), begin(busy)];
    await eventually('one more large body of the tenant waits', () => isHeldUp(busy), { timeout: 30_000 });
    const text = JSON.stringify({ schemas: SCHEMAS, displayName: newName() });
    expect((await api.ask('POST', '/Groups', { as: busy, text })).status).toBe(201);
    const large = (displayName: string): string =>
      JSON.stringify({ schemas: SCHEMAS, displayName }).padEnd(MAX_BULK_BYTES + 1, ' ');
    // Within its share, which is kept for it.
    expect((await api.ask('POST', '/Groups', { as: other, text: large(newName()) })).status).toBe(201);
    const waiting = api.ask('POST', '/Groups', { as: busy, text: large(newName()) });
    for (const one of held) one.destroy();
    expect((await waiting).status).toBe(201);
  });
});
