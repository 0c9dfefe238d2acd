import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { eventually } from '../../../../test/support/eventually.js';
import type { Request } from '../scim-api.fixture.js';
import { TestActivity, type StoredRequest } from './activity.fixture.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const STORED_WITHIN_MS = 15_000;

let activity: TestActivity;
beforeAll(async () => {
  activity = await TestActivity.start();
});
afterAll(() => activity.stop());

function user(userName: string, more: object = {}): object {
  return { schemas: [USER], userName, externalId: `x-${userName}`, active: true, ...more };
}

/** Asks, and waits for what is stored of it. */
async function asked(method: string, path: string, request: Request = {}): Promise<readonly [StoredRequest, unknown]> {
  const { headers, body } = await activity.api.ask(method, path, request);
  const [row] = await stored(headers.get('x-request-id') ?? '', 1);
  if (row === undefined) throw new Error('nothing is stored');
  return [row, body];
}

function stored(requestId: string, most: number): Promise<readonly StoredRequest[]> {
  return eventually(
    'its activity is stored',
    async () => {
      const rows = await activity.of(requestId);
      expect(rows).toHaveLength(most);
      return rows;
    },
    { timeout: STORED_WITHIN_MS },
  );
}

describe('the activity of a connection', () => {
  it('has a row of each write that was accepted, with its event and no value', async () => {
    const [row, body] = await asked('POST', '/Users', { body: user('ada@contoso.test', { title: 'Countess' }) });
    const { id } = body as { id: string };
    const [event] = await activity.api.eventsOf(id);
    expect(event).toBeDefined();
    expect(row).toMatchObject({
      operation: -1,
      method: 'POST',
      path: '/scim/v2/Users',
      status: 201,
      outcome: 'created',
      code: null,
      user_name: 'ada@contoso.test',
      external_id: 'x-ada@contoso.test',
      resource_id: id,
      version: 1,
      topic: 'rollcall.users.v1',
      event_id: expect.any(String),
    });
    expect(row.ms).toBeGreaterThan(0);
    expect(row.changed?.split('\n')).toContain('title');
    expect(JSON.stringify(row)).not.toContain('Countess');
  });

  it('says what became of it', async () => {
    const [, body] = await asked('POST', '/Users', { body: user('bea@contoso.test') });
    const { id } = body as { id: string };
    const patch = (operation: object) => ({
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] },
    });
    const active = (value: boolean) => patch({ op: 'replace', path: 'active', value });
    const outcomes: [string, Request, string][] = [
      ['PATCH', patch({ op: 'replace', path: 'title', value: 'Dean' }), 'updated'],
      ['PATCH', patch({ op: 'replace', path: 'title', value: 'Dean' }), 'unchanged'],
      ['PATCH', active(false), 'disabled'],
      ['PATCH', active(true), 'reactivated'],
      ['GET', {}, 'read'],
      ['DELETE', {}, 'deleted'],
    ];
    const ids: string[] = [];
    for (const [method, request] of outcomes) {
      const { headers } = await activity.api.ask(method, `/Users/${id}`, request);
      ids.push(headers.get('x-request-id') ?? '');
    }
    for (const [at, [method, , outcome]] of outcomes.entries()) {
      const [row] = await stored(ids[at] ?? '', 1);
      expect(row).toMatchObject({ outcome, resource_id: id, path: `/scim/v2/Users/${id}` });
      if (method !== 'GET') expect(row?.user_name).toBe('bea@contoso.test');
    }
  });

  it('keeps whom a refused request meant, and why it was refused', async () => {
    const [row, body] = await asked('POST', '/Users', {
      body: user('cleo@contoso.test', { title: 'x'.repeat(70_000) }),
    });
    expect(row).toMatchObject({
      status: 400,
      outcome: 'refused',
      code: 'value-too-long',
      place: 'title',
      user_name: 'cleo@contoso.test',
      external_id: 'x-cleo@contoso.test',
      resource_id: null,
      topic: 'rollcall.provisioning.v1',
      event_id: expect.any(String),
    });
    expect(JSON.stringify(body)).toContain('(request ');
  });

  it('keeps whom a look-up sought, and whether somebody was there; its path has no query', async () => {
    const filter = (text: string): string => `/Users?filter=${encodeURIComponent(text)}`;
    const [nobody] = await asked('GET', filter('userName eq "no \\"body\\"@contoso.test"'));
    expect(nobody).toMatchObject({ path: '/scim/v2/Users', user_name: 'no "body"@contoso.test', matched: 0 });
    const [ada] = await asked('GET', filter('externalId eq "x-ada@contoso.test"'));
    expect(ada).toMatchObject({ external_id: 'x-ada@contoso.test', matched: 1, resource_id: expect.any(String) });
    const [search] = await asked('POST', '/Users/.search', {
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
        filter: 'userName eq "ada@contoso.test"',
      },
    });
    expect(search).toMatchObject({ outcome: 'read', user_name: 'ada@contoso.test', matched: 1 });
  });

  it('takes texts that PostgreSQL cannot hold', async () => {
    const [row] = await asked('POST', '/Users', { body: user('zoe\u0000\ud800@contoso.test') });
    expect(row).toMatchObject({ outcome: 'refused', user_name: 'zoe\uFFFD\uFFFD@contoso.test' });
  });

  it.each(['\u0000', 'a\u0000b', '\ud800'])('takes such a text where an id belongs, too: %j', async (id) => {
    const sent = encodeURIComponent(id.toWellFormed());
    const [row] = await asked('GET', `/Users/${sent}`);
    expect(row).toMatchObject({ outcome: 'refused', code: 'not-found' });
    const operations = [
      { method: 'POST', path: '/Users', bulkId: 'a', data: user(`${uuid()}@contoso.test`) },
      { method: 'DELETE', path: `/Users/${id}` },
    ];
    const { status, headers, body } = await activity.api.ask('POST', '/Bulk', {
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations },
    });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { Operations: [{ status: '201' }, { status: '404' }] },
    });
    const [, , deletion] = await stored(headers.get('x-request-id') ?? '', 3);
    expect(deletion).toMatchObject({
      outcome: 'refused',
      resource_id: id.toWellFormed().replaceAll('\u0000', '\uFFFD'),
    });
  });

  it('has a row of a bulk and one of each of its operations', async () => {
    const operations = [
      { method: 'POST', path: '/Users', bulkId: 'a', data: user('dan@contoso.test') },
      { method: 'POST', path: '/Users', bulkId: 'b', data: user('ada@contoso.test') },
      { method: 'DELETE', path: `/Users/${uuid()}` },
    ];
    const { headers } = await activity.api.ask('POST', '/Bulk', {
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations },
    });
    const rows = await stored(headers.get('x-request-id') ?? '', 4);
    expect(rows).toMatchObject([
      { operation: -1, path: '/scim/v2/Bulk', status: 200 },
      { operation: 0, outcome: 'created', path: '/scim/v2/Users', user_name: 'dan@contoso.test', version: 1, ms: null },
      { operation: 1, outcome: 'refused', code: 'duplicate-user', user_name: 'ada@contoso.test' },
      { operation: 2, outcome: 'refused', code: 'not-found', status: 404 },
    ]);
  });

  it('has none of a stranger', async () => {
    const { headers } = await activity.api.ask('GET', '/Users', { as: { ...activity.api.first, token: 'rcs_wrong' } });
    await asked('GET', '/Users?count=1');
    expect(await activity.of(headers.get('x-request-id') ?? '')).toEqual([]);
  });

  it('counts what each tenant has stored', async () => {
    const { rows } = await activity.owner.query<{ stored: string; counted: string }>(
      `select (select sum(requests) from stored) as stored, (select count(*) from requests) as counted`,
    );
    expect(rows[0]?.stored).toBe(rows[0]?.counted);
  });
});
