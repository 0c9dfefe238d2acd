import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GIVEN_ID, wireCases, type WireCase } from '../../../../test/support/wire-cases.js';
import { TestScimApi, type Answer, type TestConnection } from '../scim-api.fixture.js';

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start();
}, 60_000);
afterAll(() => api.stop());

const UUID = /0a1b2c3d-0000-4000-8000-\d{12}/g;

describe('over HTTP', () => {
  it.each(wireCases())('%s', async (_file, wire) => {
    const as = await api.addTenant({ tolerance: wire.tolerance ?? 'tolerant' });
    const translate = await withMembers(wire, as);
    const given = await create(translate(wire.given.resource), as);
    const { method, path, body } = translate(wire.request);
    const url = path.replace('{id}', given?.id ?? 'none').replace(GIVEN_ID, given?.id ?? GIVEN_ID);
    const before = given === null ? null : await api.ask('GET', given.path, { as });
    const events = await eventsIn(as);

    const answer = await api.ask(method, encoded(url), { as, ...(body === undefined ? {} : { body }) });

    const expected = translate(wire.expect);
    // A group's PATCH is answered without a body.
    expect(answer.status === 204 ? 200 : answer.status).toBe(expected.status);
    if (expected.totalResults !== undefined) return expect(answer.body.totalResults).toBe(expected.totalResults);
    if (answer.status >= 400) {
      expect(answer.body).toMatchObject({ status: String(expected.status), detail: expect.any(String) });
      expect(answer.body.scimType).toBe(expected.scimType);
      expect(await eventsIn(as)).toBe(events);
      if (given !== null) expect((await api.ask('GET', given.path, { as })).body).toEqual(before?.body);
      return;
    }
    const after = given === null ? answer : await api.ask('GET', given.path, { as });
    if (answer.status !== 204) expectSubset(answer.body, expected.resource ?? {});
    expectSubset(after.body, expected.resource ?? {});
    expect((await eventsIn(as)) - events).toBe(expected.unchanged === true ? 0 : 1);
    if (expected.unchanged === true) expect(after.body).toEqual(before?.body);
  });
});

/** Creates the members that the case names, and puts their ids in the place of the file's. */
async function withMembers(wire: WireCase, as: TestConnection): Promise<<Value>(value: Value) => Value> {
  const ids = new Map<string, string>();
  for (const id of new Set(JSON.stringify(wire).match(UUID) ?? [])) {
    const { body } = await api.ask('POST', '/Users', { as, body: { schemas: [USER], userName: `member-${id}` } });
    ids.set(id, String(body.id));
  }
  return (value) =>
    value === undefined ? value : JSON.parse(JSON.stringify(value).replace(UUID, (id) => ids.get(id) ?? id));
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

async function create(resource: object | null, as: TestConnection) {
  if (resource === null) return null;
  const endpoint = JSON.stringify(resource).includes('core:2.0:Group') ? '/Groups' : '/Users';
  const { status, body } = await api.ask('POST', endpoint, { as, body: resource });
  if (status !== 201) throw new Error(`the given resource was answered ${status}: ${String(body.detail)}`);
  return { id: String(body.id), path: `${endpoint}/${String(body.id)}` };
}

function encoded(path: string): string {
  const [endpoint = '', filter] = path.split('?filter=');
  return filter === undefined ? endpoint : `${endpoint}?filter=${encodeURIComponent(filter)}`;
}

async function eventsIn({ tenantId }: TestConnection): Promise<number> {
  const { rows } = await api.owner.query<{ count: number }>(
    `select count(*)::int as count from outbox where tenant_id = $1 and topic ~ '(users|groups)'`,
    [tenantId],
  );
  return rows[0]?.count ?? 0;
}

/** Each named attribute is as expected; objects may hold more, arrays may not; members are compared by id. */
function expectSubset(actual: unknown, expected: unknown): void {
  if (expected === null) return expect(actual).toBeUndefined();
  if (isObject(actual) && isObject(expected)) {
    for (const [name, value] of Object.entries(expected)) {
      if (name === 'members') expect(membersOf(actual)).toEqual(new Set(value as string[]));
      else expectSubset(actual[name], value);
    }
  } else if (isObject(expected) || Array.isArray(expected)) expect(actual).toMatchObject(expected);
  else expect(actual).toEqual(expected);
}

function membersOf({ members }: Readonly<Record<string, unknown>>): Set<string> {
  return new Set((members as Answer['body'][]).map(({ value }) => String(value)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
