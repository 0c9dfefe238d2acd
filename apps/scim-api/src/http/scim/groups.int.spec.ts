import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { TestScimApi, type Answer } from '../../scim-api.fixture.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ADSCIM = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let api: TestScimApi;
let people: string[];

beforeAll(async () => {
  api = await TestScimApi.start();
  people = await Promise.all(Array.from({ length: 5 }, (_, at) => addUser(`member${at}@example.com`)));
});

afterAll(() => api.stop());

async function addUser(userName: string): Promise<string> {
  const { body } = await api.ask('POST', '/Users', { body: { schemas: [], userName, active: true } });
  return String(body.id);
}

async function addGroup(displayName: string, members: readonly string[] = []): Promise<string> {
  const { status, body } = await api.ask('POST', '/Groups', {
    body: { schemas: [GROUP, ADSCIM], displayName, members: members.map((value) => ({ value })) },
  });
  expect(status).toBe(201);
  return String(body.id);
}

const change = async (id: string, ...Operations: object[]): Promise<number> =>
  (await api.ask('PATCH', `/Groups/${id}`, { body: { schemas: [PATCH], Operations } })).status;

async function membersOf(id: string): Promise<string[]> {
  const { body } = await api.ask('GET', `/Groups/${id}`);
  const members: { value: string }[] = body.members ?? [];
  return members.map(({ value }) => value).toSorted();
}

const refs = (...ids: (string | undefined)[]) => ids.map((value) => ({ $ref: null, value }));

describe('/Groups', () => {
  it('creates a group as Entra does, and finds it by name without its members', async () => {
    const id = await addGroup('Pilots', people.slice(0, 2));

    const filter = encodeURIComponent('displayName eq "pilots"');
    const { body } = await api.ask('GET', `/Groups?excludedAttributes=members&filter=${filter}`);

    const resources: { id: string; members?: unknown }[] = body.Resources ?? [];
    const found = resources.at(0);
    expect(body.totalResults).toBe(1);
    expect(found?.id).toBe(id);
    expect(found?.members).toBeUndefined();
    expect((await api.ask('GET', `/Groups/${id}?excludedAttributes=members`)).body.members).toBeUndefined();
    expect(await membersOf(id)).toEqual(people.slice(0, 2).toSorted());
  });

  it('adds and removes members in both dialects of Entra, and counts only what changed', async () => {
    const id = await addGroup('Dialects');
    const [a, b, c] = people;

    const statuses = [
      await change(id, { op: 'Add', path: 'members', value: refs(a, b) }),
      await change(id, { op: 'add', path: 'members', value: refs(b, c) }),
      await change(id, { op: 'Remove', path: 'members', value: refs(a) }),
      await change(id, { op: 'remove', path: `members[value eq "${b}"]` }),
      await change(id, { op: 'Remove', path: 'members', value: refs(a) }),
    ];

    expect(statuses).toEqual([204, 204, 204, 204, 204]);
    expect(await membersOf(id)).toEqual([c]);
    const moved = (await api.eventsOf(id)).map(({ version, data }) => {
      const added: { value: string }[] = data.membersAdded ?? [];
      const removed: { value: string }[] = data.membersRemoved ?? [];
      return [version, added.map(({ value }) => value), removed.map(({ value }) => value)];
    });
    expect(moved).toEqual([
      [1, [], []],
      [2, [a, b], []],
      [3, [c], []],
      [4, [], [a]],
      [5, [], [b]],
    ]);
  });

  it('keeps the membership of a member who is disabled', async () => {
    const id = await addGroup('Keeps');
    const leaver = await addUser('keeps@example.com');
    await change(id, { op: 'add', path: 'members', value: refs(leaver) });

    const off = { schemas: [PATCH], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };
    await api.ask('PATCH', `/Users/${leaver}`, { body: off });

    expect(await membersOf(id)).toEqual([leaver]);
  });

  it('refuses a member that is nobody, and applies nothing of the request', async () => {
    const id = await addGroup('Strangers');
    const other = await api.addTenant();
    const { body } = await api.ask('POST', '/Users', {
      body: { userName: 'far@example.com', active: true },
      as: other,
    });

    for (const stranger of [uuid(), 'nobody', String(body.id)]) {
      expect(await change(id, { op: 'add', path: 'members', value: refs(people[0], stranger) })).toBe(400);
    }
    expect(await membersOf(id)).toEqual([]);
    expect(await api.eventsOf(id)).toHaveLength(1);
  });

  it('renames, refuses a taken name with the id of its group, and frees the old one', async () => {
    const [id, rival] = [await addGroup('Old name'), await addGroup('Rival')];

    expect(await change(id, { op: 'Replace', path: 'displayName', value: 'rival' })).toBe(409);
    expect(await change(id, { op: 'replace', value: { displayName: 'New name' } })).toBe(204);
    await addGroup('Old name');

    const { status, body } = await api.ask('POST', '/Groups', { body: { schemas: [GROUP], displayName: 'RIVAL' } });
    expect(status).toBe(409);
    expect(body.detail).toContain(rival);
  });

  it('replaces the whole list with PUT, and the event says who came and went', async () => {
    const [a, b, c] = people;
    const id = await addGroup('Whole', [a ?? '', b ?? '']);

    const { status } = await api.ask('PUT', `/Groups/${id}`, {
      body: { schemas: [GROUP], displayName: 'Whole', members: refs(b, c) },
    });

    expect(status).toBe(200);
    expect(await membersOf(id)).toEqual([b, c].toSorted());
    expect((await api.eventsOf(id)).at(-1)).toMatchObject({
      version: 2,
      data: { membersAdded: [{ value: c }], membersRemoved: [{ value: a }] },
    });
  });

  it('deletes a group once, and takes it out of the groups that it was in', async () => {
    const inner = await addGroup('Inner', people.slice(0, 1));
    const outer = await addGroup('Outer', [inner]);

    const statuses = [await api.ask('DELETE', `/Groups/${inner}`), await api.ask('DELETE', `/Groups/${inner}`)];

    expect(statuses.map(({ status }) => status)).toEqual([204, 404]);
    expect(await membersOf(outer)).toEqual([]);
    expect((await api.eventsOf(outer)).at(-1)).toMatchObject({
      version: 2,
      data: { membersRemoved: [{ value: inner, type: 'Group' }] },
    });
  });

  it('comes to the same members whether users are deleted or added at the same moment', async () => {
    const id = await addGroup('Contended');
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, at) => addUser(`crowd${at}@example.com`)));

    const answers = await Promise.all(
      crowd.flatMap((user) => [
        change(id, { op: 'add', path: 'members', value: refs(user) }),
        api.ask('DELETE', `/Users/${user}`).then(({ status }) => status),
      ]),
    );

    expect(answers.every((status) => status === 204 || status === 400)).toBe(true);
    expect(await membersOf(id)).toEqual([]);
    const versions = (await api.eventsOf(id)).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: versions.length }, (_, at) => at + 1));
  });
});

describe('a PATCH of a group', () => {
  const rename = (id: string, query: string, displayName: string): Promise<Answer> =>
    api.ask('PATCH', `/Groups/${id}${query}`, {
      body: { schemas: [PATCH], Operations: [{ op: 'replace', path: 'displayName', value: displayName }] },
    });

  it('answers with the attributes that are asked for, and with nothing where none are (RFC 7644 §3.5.2)', async () => {
    const [member = ''] = people;
    const id = await addGroup('asked', [member]);
    const shown = await rename(id, '?attributes=displayName', 'asked 2');
    expect([shown.status, shown.body]).toEqual([200, { schemas: [GROUP], id, displayName: 'asked 2' }]);
    expect(shown.headers.get('etag')).toBe('W/"2"');
    const whole = await rename(id, '?attributes=members', 'asked 2');
    expect([whole.status, whole.body.members]).toEqual([200, [expect.objectContaining({ value: member })]]);
    expect((await rename(id, '', 'asked 3')).status).toBe(204);
    expect((await rename(id, '?excludedAttributes=members', 'asked 4')).status).toBe(204);
  });

  it('whose answer cannot be told is refused before it is written', async () => {
    const id = await addGroup('untold');
    expect((await rename(id, '?attributes=displayName&excludedAttributes=members', 'told')).status).toBe(400);
    expect((await api.ask('GET', `/Groups/${id}`)).body.displayName).toBe('untold');
  });
});
