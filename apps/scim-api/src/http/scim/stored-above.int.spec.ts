import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { MAX_KEY_LENGTH } from '#scim';
import { scattered } from '../../../../../test/support/scattered.js';
import { TestScimApi, type Answer } from '../../scim-api.fixture.js';
import { bulk, ENTERPRISE, statuses } from './bulk.fixture.js';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const STORED = 2_000;

let api: TestScimApi;
let id: string;
let userName: string;
let number: string;

beforeAll(async () => {
  api = await TestScimApi.start();
}, 60_000);

afterAll(() => api.stop());

// As the release before wrote it: no bound, and the folded number itself in its column.
beforeEach(async () => {
  id = uuid();
  userName = `${id}@example.com`;
  number = id.repeat(60).slice(0, STORED);
  const attributes = JSON.stringify({ userName, active: true, [ENTERPRISE]: { employeeNumber: number } });
  await api.owner.query(
    `insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, attributes, employee_number)
     values ($1, $2, 1, true, now(), now(), $3, $4, $5)`,
    [id, api.first.tenantId, userName, attributes, number],
  );
});

const put = (more: object): Promise<Answer> => api.ask('PUT', `/Users/${id}`, { body: { userName, ...more } });
const patch = (...Operations: object[]): Promise<Answer> =>
  api.ask('PATCH', `/Users/${id}`, { body: { schemas: [PATCH], Operations } });
const numbered = (employeeNumber: string): object => ({ [ENTERPRISE]: { employeeNumber } });
const replaced = (value: string): object => ({ op: 'replace', path: `${ENTERPRISE}:employeeNumber`, value });
const disable = { op: 'replace', path: 'active', value: false };

describe('an employee number above the bound', () => {
  it('is refused with its place and the bound, however it is sent', async () => {
    const long = '漢'.repeat(MAX_KEY_LENGTH + 1);
    const [bulked] = await bulk(api, [
      { method: 'POST', path: '/Users', bulkId: 'a', data: { userName: `${uuid()}@x`, ...numbered(long) } },
    ]);
    const fresh = await api.ask('POST', '/Users', { body: { userName: `${uuid()}@x` } });
    const path = `/Users/${String(fresh.body.id)}`;
    const answers = [
      await api.ask('POST', '/Users', { body: { userName: `${uuid()}@x`, ...numbered(long) } }),
      await api.ask('PUT', path, { body: { userName: `${uuid()}@x`, ...numbered(long) } }),
      await api.ask('PATCH', path, { body: { schemas: [PATCH], Operations: [replaced(long)] } }),
    ];
    for (const { status, body } of answers) {
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' });
      expect(body.detail).toContain(`${ENTERPRISE}:employeeNumber: longer than ${MAX_KEY_LENGTH} characters`);
    }
    expect(bulked?.status).toBe('400');
    const fits = await api.ask('POST', '/Users', { body: { userName: `${uuid()}@x`, ...numbered(long.slice(1)) } });
    expect(fits.status).toBe(201);
  });
});

describe('somebody who is stored above it', () => {
  it('is read, and found by it', async () => {
    expect((await api.ask('GET', `/Users/${id}`)).body).toMatchObject(numbered(number));
    for (const written of [false, true]) {
      if (written) expect((await patch({ op: 'replace', path: 'title', value: 'Chief' })).status).toBe(200);
      const filter = `${ENTERPRISE}:employeeNumber eq "${number.toUpperCase()}"`;
      const found = await api.ask('GET', `/Users?${new URLSearchParams({ filter }).toString()}`);
      expect(found.body).toMatchObject({ totalResults: 1 });
      const others = await api.ask(
        'GET',
        `/Users?${new URLSearchParams({ filter: filter.replace(' eq ', ' ne ') }).toString()}`,
      );
      expect(JSON.stringify(others.body)).not.toContain(id);
    }
  });

  it.each([
    ['disabled by PATCH', () => patch(disable)],
    ['disabled by PUT with the number as it is', () => put({ active: false, ...numbered(number) })],
    ['given a shorter number that is still above it, by PATCH', () => patch(replaced(number.slice(1)))],
    ['given a shorter number that is still above it, by PUT', () => put(numbered(number.slice(1)))],
    ['given one within it', () => patch(replaced('4711'))],
    ['given none', () => put({})],
  ])('is %s', async (_title, write) => {
    expect((await write()).status).toBe(200);
  });

  it('is disabled, shortened and deleted by Bulk', async () => {
    const results = await bulk(api, [
      { method: 'PATCH', path: `/Users/${id}`, data: { schemas: [PATCH], Operations: [disable] } },
      { method: 'PUT', path: `/Users/${id}`, data: { userName, active: false, ...numbered(number.slice(9)) } },
      { method: 'DELETE', path: `/Users/${id}` },
    ]);
    expect(statuses(results)).toEqual(['200', '200', '204']);
  });

  it('is given no longer one, and no other of the same length', async () => {
    expect((await patch(replaced(`${number}1`))).status).toBe(400);
    expect((await put(numbered(Array.from(number).reverse().join('')))).status).toBe(400);
  });

  it('is deleted', async () => {
    expect((await api.ask('DELETE', `/Users/${id}`)).status).toBe(204);
  });
});

describe('an address whose key is longer than an index takes', () => {
  /** The first grows when it is folded; neither compresses. */
  const GROWS = `ﷺ${scattered(1, 0x4e00, 509)}`;

  it('is stored, found with and without its type, changed and removed', async () => {
    const type = scattered(2, 0x4e00, 2_000);
    const emails = [
      { value: GROWS, type: 'work' },
      { value: `x${GROWS}`, type },
    ];
    const created = await api.ask('POST', '/Users', { body: { userName: `${uuid()}@x`, emails } });
    expect(created.status).toBe(201);
    const path = `/Users/${String(created.body.id)}`;
    const total = async (filter: string): Promise<unknown> =>
      (
        await api.ask('POST', '/Users/.search', {
          body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter },
        })
      ).body.totalResults;
    expect(await total(`emails.value eq "${GROWS}"`)).toBe(1);
    expect(await total(`emails[type eq "work" and value eq "${GROWS}"]`)).toBe(1);
    expect(await total(`emails[type eq "${type}" and value eq "x${GROWS}"]`)).toBe(1);
    expect(await total(`emails[type eq "${type}x" and value eq "x${GROWS}"]`)).toBe(0);
    const changed = await api.ask('PATCH', path, {
      body: {
        schemas: [PATCH],
        Operations: [{ op: 'replace', path: 'emails', value: [{ value: 'a@x', type: 'home' }] }],
      },
    });
    expect(changed.status).toBe(200);
    expect(await total(`emails.value eq "x${GROWS}"`)).toBe(0);
    expect((await api.ask('DELETE', path)).status).toBe(204);
    const left = await api.owner.query('select from user_emails where user_id = $1', [created.body.id]);
    expect(left.rowCount).toBe(0);
  });
});
