import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { TestScimApi } from '../../scim-api.fixture.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let api: TestScimApi;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

const person = (userName: string, more: object = {}): object => ({ schemas: [USER], userName, active: true, ...more });
const patch = (...Operations: object[]): { body: object } => ({ body: { schemas: [PATCH], Operations } });

async function create(userName: string, more: object = {}): Promise<string> {
  const { status, body } = await api.ask('POST', '/Users', { body: person(userName, more) });
  expect(status).toBe(201);
  return String(body.id);
}

const find = async (filter: string): Promise<string[]> => {
  const { status, body } = await api.ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
  expect(status).toBe(200);
  const resources: { id: string }[] = body.Resources ?? [];
  expect(body.totalResults).toBe(resources.length);
  return resources.map(({ id }) => id);
};

describe('POST /Users', () => {
  it('answers 201 with id, meta, Location and ETag, and writes one event', async () => {
    const { status, headers, body } = await api.ask('POST', '/Users', {
      body: person('Ada@Example.com', { [ENTERPRISE]: { department: 'Engines', manager: 'm1' } }),
    });

    expect(status).toBe(201);
    expect(headers.get('content-type')).toContain('application/scim+json');
    expect(headers.get('location')).toBe(`https://rollcall.test/scim/v2/Users/${String(body.id)}`);
    expect(headers.get('etag')).toBe('W/"1"');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toMatchObject({
      userName: 'Ada@Example.com',
      [ENTERPRISE]: { department: 'Engines', manager: { value: 'm1' } },
      meta: { resourceType: 'User', version: 'W/"1"' },
    });
    const [event, ...others] = await api.eventsOf(String(body.id));
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      version: 1,
      type: 'rollcall.UserProvisioned',
      data: { reason: 'created', actor: { connectionId: api.first.connectionId } },
    });
  });

  it('answers a repeated POST 409 with the id of the user that is there', async () => {
    const id = await create('twice@example.com');

    const again = await api.ask('POST', '/Users', { body: person('TWICE@example.com') });

    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ status: '409', scimType: 'uniqueness' });
    expect(again.body.detail).toContain(id);
  });

  it('gives one of many parallel requests the name', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => api.ask('POST', '/Users', { body: person('race@example.com') })),
    );

    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 39 }, () => 409)]);
  });
});

describe('GET /Users', () => {
  it('finds a user by each attribute that Entra matches by, right after the write', async () => {
    const manager = uuid();
    const id = await create('Match.Me@example.com', {
      externalId: 'Ext-1',
      emails: [
        { type: 'work', value: 'Match@Work.example', primary: true },
        { type: 'home', value: 'match@home.example' },
        { value: 'match@untyped.example' },
      ],
      [ENTERPRISE]: { manager },
    });

    for (const filter of [
      'userName eq "match.me@EXAMPLE.com"',
      'externalId eq "Ext-1"',
      `id eq "${id}"`,
      'emails[type eq "work"].value eq "match@work.example"',
      'emails[type eq "home" and value eq "match@home.example"]',
      'emails.value eq "MATCH@untyped.example"',
      'emails eq "match@home.example"',
      'emails.value eq "match@work.example"',
      'externalId eq "Ext-1" and active eq true',
      `id eq "${id}" and manager eq "${manager}"`,
      `manager eq "${manager}" and id eq "${id}"`,
    ]) {
      expect([filter, await find(filter)]).toEqual([filter, [id]]);
    }
    for (const filter of [
      'userName eq "match.me"',
      'externalId eq "ext-1"',
      'emails[type eq "home"].value eq "match@work.example"',
      'externalId eq "Ext-1" and active eq false',
      `id eq "${id}" and manager eq "${uuid()}"`,
      'id eq "nobody"',
    ]) {
      expect([filter, await find(filter)]).toEqual([filter, []]);
    }
  });

  it('forgets further addresses that a user has no more', async () => {
    const id = await create('mail@example.com', { emails: [{ type: 'home', value: 'old@home.example' }] });
    await api.ask(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'Replace', path: 'emails[type eq "home"].value', value: 'new@home.example' }),
    );

    expect(await find('emails.value eq "old@home.example"')).toEqual([]);
    expect(await find('emails.value eq "new@home.example"')).toEqual([id]);
  });

  it('refuses a filter that it cannot answer, instead of answering everything', async () => {
    for (const filter of ['title', 'active gt false', 'userName eq "a" and shoeSize pr', 'x']) {
      const { status, body } = await api.ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([filter, status, body.scimType]).toEqual([filter, 400, 'invalidFilter']);
    }
  });

  it('ends a page early when its people are large, and leaves nobody out', async () => {
    const other = await api.addTenant();
    // As large as a user may be: fourteen of them are more than a page's bytes.
    const emails = Array.from({ length: 12 }, (_, at) => ({ value: `${at}@x`, display: 'x'.repeat(15_000) }));
    for (let made = 0; made < 14; made += 1) {
      const body = { userName: `large${made}@example.com`, emails };
      expect((await api.ask('POST', '/Users', { body, as: other })).status).toBe(201);
    }
    const seen: string[] = [];
    for (let pages = 0; seen.length < 14 && pages < 14; pages += 1) {
      const { body } = await api.ask('GET', `/Users?startIndex=${seen.length + 1}&count=200`, { as: other });
      const list = body as unknown as { totalResults: number; itemsPerPage: number; Resources: { id: string }[] };
      expect([list.totalResults, list.itemsPerPage]).toEqual([14, list.Resources.length]);
      expect(list.Resources.length).toBeLessThan(14);
      seen.push(...list.Resources.map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(14);
  });

  it('pages through all users in a stable order', async () => {
    const other = await api.addTenant();
    const names = Array.from({ length: 7 }, (_, at) => `page${at}@example.com`);
    for (const name of names) await api.ask('POST', '/Users', { body: person(name), as: other });

    const seen: string[] = [];
    for (const startIndex of [1, 4, 7]) {
      const { body } = await api.ask('GET', `/Users?startIndex=${startIndex}&count=3`, { as: other });
      expect(body.totalResults).toBe(7);
      const resources: { userName: string }[] = body.Resources ?? [];
      seen.push(...resources.map(({ userName }) => userName));
    }

    expect(seen).toEqual(names);
  });

  it('shows nothing of one tenant to another', async () => {
    const id = await create('private@example.com');
    const other = await api.addTenant();

    const read = await api.ask('GET', `/Users/${id}`, { as: other });
    const list = await api.ask('GET', '/Users', { as: other });
    const written = await api.ask('DELETE', `/Users/${id}`, { as: other });

    expect([read.status, list.body.totalResults, written.status]).toEqual([404, 0, 404]);
    expect((await api.ask('GET', `/Users/${id}`)).status).toBe(200);
  });
});

describe('PATCH, PUT and DELETE /Users', () => {
  it('disables and enables a user in the words of Entra without the flag', async () => {
    const id = await create('leaver@example.com');

    const off = await api.ask('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'active', value: 'False' }));
    const same = await api.ask('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'active', value: 'False' }));
    const on = await api.ask('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'active', value: 'True' }));

    expect([off, same, on].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([off, same, on].map(({ headers }) => headers.get('etag'))).toEqual(['W/"2"', 'W/"2"', 'W/"3"']);
    expect((await api.eventsOf(id)).map(({ version, type, data }) => [version, type, data.reason])).toEqual([
      [1, 'rollcall.UserProvisioned', 'created'],
      [2, 'rollcall.UserDeprovisioned', 'disabled'],
      [3, 'rollcall.UserProvisioned', 'reactivated'],
    ]);
  });

  it('applies all operations of a PATCH or none', async () => {
    const id = await create('atomic@example.com', { title: 'Before' });

    const { status } = await api.ask(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'title', value: 'After' }, { op: 'replace', path: 'userName', value: '' }),
    );

    expect(status).toBe(400);
    expect((await api.ask('GET', `/Users/${id}`)).body.title).toBe('Before');
  });

  it('holds a write with If-Match against the version', async () => {
    const id = await create('etag@example.com');
    const change = patch({ op: 'replace', path: 'title', value: 'x' });

    const stale = await api.ask('PATCH', `/Users/${id}`, { ...change, headers: { 'if-match': 'W/"9"' } });
    const fresh = await api.ask('PATCH', `/Users/${id}`, { ...change, headers: { 'if-match': 'W/"1"' } });
    const unchanged = await api.ask('GET', `/Users/${id}`, { headers: { 'if-none-match': 'W/"2"' } });

    expect([stale.status, fresh.status, unchanged.status]).toEqual([412, 200, 304]);
  });

  it('answers what is about nobody 404, whatever stands where the id belongs', async () => {
    for (const id of [uuid(), 'nobody', '%00', "';drop table users", '..%2f']) {
      for (const method of ['GET', 'DELETE']) {
        expect([id, method, (await api.ask(method, `/Users/${id}`)).status]).toEqual([id, method, 404]);
      }
      const { status } = await api.ask('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'title', value: 'x' }));
      expect([id, 'PATCH', status]).toEqual([id, 'PATCH', 404]);
    }
  });

  it('deletes a user for good, with the memberships, and frees the name', async () => {
    const id = await create('gone@example.com');
    const { body: group } = await api.ask('POST', '/Groups', {
      body: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Leaving',
        members: [{ value: id }],
      },
    });

    expect(
      (await api.ask('DELETE', `/Users/${id}`, { headers: { 'content-type': 'application/scim+json' } })).status,
    ).toBe(204);

    expect((await api.ask('GET', `/Users/${id}`)).status).toBe(404);
    expect((await api.eventsOf(id)).at(-1)).toMatchObject({ version: 2, data: { reason: 'deleted', user: null } });
    expect((await api.eventsOf(String(group.id))).at(-1)).toMatchObject({
      version: 2,
      type: 'rollcall.GroupUpdated',
      data: { membersRemoved: [{ value: id, type: 'User' }] },
    });
    expect((await api.ask('GET', `/Groups/${String(group.id)}`)).body.members ?? []).toEqual([]);
    await create('gone@example.com');
  });

  it('clears with PUT what the body does not name, and leaves active as it is', async () => {
    const id = await create('put@example.com', { title: 'Captain', active: false });

    const { status, body } = await api.ask('PUT', `/Users/${id}`, {
      body: { schemas: [USER], userName: 'put@example.com', displayName: 'Put' },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ displayName: 'Put', active: false });
    expect(body.title).toBeUndefined();
  });
});
