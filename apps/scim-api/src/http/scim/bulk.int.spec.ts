import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import {
  bulk as sendBulk,
  ENTERPRISE,
  idOf,
  managedBy,
  newName,
  patch,
  postGroup,
  postUser,
  statuses,
  type Sent,
} from './bulk.fixture.js';

/** Large resources, on a machine that may be busy. */
jest.setTimeout(60_000);

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

let api: TestScimApi;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

const bulk = (operations: readonly object[], more?: Sent) => sendBulk(api, operations, more);

async function managerOf(id: string): Promise<string | undefined> {
  const { body } = await api.ask('GET', `/Users/${id}`);
  const enterprise: { manager?: { value: string } } = body[ENTERPRISE] ?? {};
  return enterprise.manager?.value;
}

async function membersOf(id: string): Promise<string[]> {
  const { body } = await api.ask('GET', `/Groups/${id}`);
  const members: { value: string }[] = body.members ?? [];
  return members.map(({ value }) => value).toSorted();
}

async function userNamed(userName: string, as: TestConnection = api.first): Promise<number> {
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  return Number((await api.ask('GET', `/Users?filter=${filter}`, { as })).body.totalResults);
}

describe('/Bulk', () => {
  it('does what the single requests would, and answers each with status, version and location', async () => {
    const [kept, gone] = (await bulk([postUser('kept'), postUser('gone')])).map(idOf);

    const results = await bulk([
      postUser('new'),
      { method: 'PUT', path: `/Users/${kept}`, version: 'W/"1"', data: { schemas: [USER], userName: newName() } },
      patch(`/Users/${kept}`, { op: 'replace', path: 'title', value: 'Pilot' }),
      { method: 'DELETE', path: `/Users/${gone}`, bulkId: 'tag' },
      postGroup('group', kept ?? ''),
    ]);

    expect(results).toMatchObject([
      { method: 'POST', bulkId: 'new', status: '201', version: 'W/"1"' },
      { method: 'PUT', status: '200', version: 'W/"2"', location: `https://rollcall.test/scim/v2/Users/${kept}` },
      { method: 'PATCH', status: '200', version: 'W/"3"' },
      { method: 'DELETE', bulkId: 'tag', status: '204', location: `https://rollcall.test/scim/v2/Users/${gone}` },
      { method: 'POST', bulkId: 'group', status: '201', version: 'W/"1"' },
    ]);
    expect(results.every(({ response }) => response === undefined)).toBe(true);
    expect(await membersOf(idOf(results[4]))).toEqual([kept]);
    const versions = (await api.eventsOf(kept ?? '')).map(({ version, type }) => [version, type]);
    expect(versions).toEqual([
      [1, 'rollcall.UserProvisioned'],
      [2, 'rollcall.UserUpdated'],
      [3, 'rollcall.UserUpdated'],
    ]);
    expect((await api.ask('GET', `/Users/${gone}`)).status).toBe(404);
  });

  it('goes on after an error, and stops after as many as failOnErrors says', async () => {
    const operations = [
      postUser('a'),
      postUser('b', { userName: '' }),
      postUser('c'),
      postUser('d', { active: 'perhaps' }),
    ];
    expect(statuses(await bulk(operations))).toEqual(['201', '400', '201', '400']);

    const again = [postUser('a'), postUser('b', { userName: '' }), postUser('c'), postUser('d', { active: 'perhaps' })];
    const more = [...again, postUser('e')];
    expect(statuses(await bulk(more, { failOnErrors: 2 }))).toEqual(['201', '400', '201', '400']);
    const taken = postUser('first');
    const twice = [taken, { ...taken, bulkId: 'second' }, postUser('third')];
    expect(statuses(await bulk(twice, { failOnErrors: 1 }))).toEqual(['201', '409']);
    expect(await userNamed(twice[2]?.data.userName ?? '')).toBe(0);
  });

  it('keeps the order of what touches the same user or the same name', async () => {
    const ada = postUser('ada');
    const { userName } = ada.data;
    const [id] = (await bulk([ada])).map(idOf);

    const results = await bulk([
      postUser('taken', { userName }),
      patch(`/Users/${id}`, { op: 'replace', path: 'userName', value: newName() }),
      postUser('free', { userName: userName.toUpperCase() }),
      { method: 'DELETE', path: `/Users/${id}` },
      patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'late' }),
    ]);

    expect(statuses(results)).toEqual(['409', '200', '201', '204', '404']);
  });

  it('refuses a version that is not the current one', async () => {
    const [id] = (await bulk([postUser('a')])).map(idOf);
    const operation = patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'x' });
    const results = await bulk([
      { ...operation, version: 'W/"7"' },
      { ...operation, version: 'W/"1"' },
    ]);
    expect(statuses(results)).toEqual(['412', '200']);
  });

  it('says what a write that changes nothing says', async () => {
    const [id] = (await bulk([postUser('a')])).map(idOf);
    const operation = patch(`/Users/${id}`, { op: 'replace', path: 'active', value: true });
    expect(await bulk([operation])).toMatchObject([{ status: '200', version: 'W/"1"' }]);
    expect(await api.eventsOf(id ?? '')).toHaveLength(1);
  });
});

describe('a reference', () => {
  it('to what a later or an earlier operation creates is the id of that', async () => {
    const results = await bulk([
      postUser('pilot', managedBy('bulkId:chief')),
      postGroup('crew', 'bulkId:pilot', 'bulkId:chief'),
      patch('/Groups/bulkId:crew', { op: 'add', path: 'members', value: [{ value: 'bulkId:steward' }] }),
      patch('/Groups/bulkId:crew', { op: 'remove', path: 'members[value eq "bulkId:chief"]' }),
      postUser('chief'),
      postUser('steward'),
      patch('/Users/bulkId:steward', { op: 'replace', path: 'manager', value: 'bulkId:chief' }),
    ]);
    expect(statuses(results)).toEqual(['201', '201', '204', '204', '201', '201', '200']);
    const [pilot, crew, , , chief, steward] = results.map(idOf);
    expect(await managerOf(pilot ?? '')).toBe(chief);
    expect(await managerOf(steward ?? '')).toBe(chief);
    expect(await membersOf(crew ?? '')).toEqual([pilot, steward].toSorted());
  });

  it('in a circle is resolved: users who manage each other, groups that are members of each other, or of themselves', async () => {
    const results = await bulk([
      postUser('one', managedBy('bulkId:two')),
      postUser('two', managedBy('bulkId:one')),
      postUser('own', managedBy('bulkId:own')),
      postGroup('a', 'bulkId:b', 'bulkId:one'),
      postGroup('b', 'bulkId:c'),
      postGroup('c', 'bulkId:a'),
      postGroup('self', 'bulkId:self'),
    ]);
    expect(statuses(results)).toEqual(Array.from({ length: 7 }, () => '201'));
    const [one = '', two = '', own = '', a = '', b = '', c = '', self = ''] = results.map(idOf);
    expect([await managerOf(one), await managerOf(two), await managerOf(own)]).toEqual([two, one, own]);
    expect(await membersOf(a)).toEqual([b, one].toSorted());
    expect([await membersOf(b), await membersOf(c), await membersOf(self)]).toEqual([[c], [a], [self]]);
    // Each came whole: one version, one event.
    expect(results.every(({ version }) => version === 'W/"1"')).toBe(true);
    expect(await api.eventsOf(a)).toHaveLength(1);
    const [event] = await api.eventsOf(b);
    expect(event).toMatchObject({ version: 1, data: { membersAdded: [{ value: c, type: 'Group' }] } });
  });

  it('to nothing is refused by name, and only that operation', async () => {
    const results = await bulk([
      postUser('a', managedBy('bulkId:nobody')),
      patch('/Users/bulkId:nowhere', { op: 'remove', path: 'title' }),
      postUser('b', managedBy('bulkId:very.private@example.com')),
      postUser('c'),
    ]);
    expect(statuses(results)).toEqual(['400', '400', '400', '201']);
    expect(results[0]?.response).toMatchObject({
      scimType: 'invalidValue',
      detail: expect.stringContaining('bulkId:nobody'),
    });
    expect(results[1]?.response?.detail).toContain('bulkId:nowhere');
    expect(results[2]?.response?.detail).not.toContain('private');
  });

  it('to an operation that failed is 409 and names it, however far it reaches', async () => {
    const results = await bulk([
      postUser('first', managedBy('bulkId:bad')),
      postUser('bad', { userName: '' }),
      postUser('last', managedBy('bulkId:first')),
      postGroup('group', 'bulkId:last'),
      patch('/Groups/bulkId:group', { op: 'remove', path: 'externalId' }),
      postUser('other'),
    ]);
    expect(statuses(results)).toEqual(['409', '400', '409', '409', '409', '201']);
    expect(results[0]?.response?.detail).toContain('Operations[1]');
    expect(results[0]?.location).toBeUndefined();
  });

  it('to a creation of the same block that the database decides against is 409, too', async () => {
    const taken = postUser('taken');
    await bulk([taken]);
    const results = await bulk([
      { ...taken, bulkId: 'rival' },
      postUser('below', managedBy('bulkId:rival')),
      postUser('lowest', managedBy('bulkId:below')),
      postUser('other'),
    ]);
    expect(statuses(results)).toEqual(['409', '409', '409', '201']);
    expect(results[0]?.response?.scimType).toBe('uniqueness');
    expect(results[2]?.response?.detail).toContain('Operations[1]');
  });

  it('in a circle of which one fails leaves nothing behind', async () => {
    const [user, group] = [postUser('x'), postGroup('y')];
    await bulk([user, group]);
    const first = postUser('a', managedBy('bulkId:b'));
    const operations = [
      first,
      postUser('b', { ...managedBy('bulkId:a'), userName: user.data.userName }),
      postGroup('c', 'bulkId:d'),
      { ...postGroup('d'), data: { ...group.data, members: [{ value: 'bulkId:c' }] } },
      postGroup('e', 'bulkId:f'),
      postGroup('f', 'bulkId:e', uuid()),
    ];
    const results = await bulk(operations);
    expect(statuses(results)).toEqual(['409', '409', '409', '409', '409', '400']);
    expect(await userNamed(first.data.userName)).toBe(0);
    const { rows } = await api.owner.query<{ count: number }>(
      'select count(*)::int as count from groups where display_name_key = any($1)',
      [operations.slice(2).map(({ data }) => ('displayName' in data ? data.displayName : ''))],
    );
    expect(rows[0]?.count).toBe(1);
  });

  it('in a circle of users and groups is refused', async () => {
    const results = await bulk([postUser('u', { title: 'bulkId:g' }), postGroup('g', 'bulkId:u'), postUser('other')]);
    expect(statuses(results)).toEqual(['409', '409', '201']);
  });
});
