import { request as openRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { MAX_BULK_BYTES, MAX_BULK_OPERATIONS } from '#scim';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi } from '../../scim-api.fixture.js';
import {
  BULK,
  bulk as sendBulk,
  idOf,
  patch,
  postGroup,
  postUser,
  statuses,
  type Result,
  type Sent,
} from './bulk.fixture.js';

/** Large resources, on a machine that may be busy. */
jest.setTimeout(60_000);

let api: TestScimApi;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

const bulk = (operations: readonly object[], more?: Sent) => sendBulk(api, operations, more);

describe('a large bulk', () => {
  it('of as many operations as are allowed does all but the bad one', async () => {
    const as = await api.addTenant();
    const operations = Array.from({ length: MAX_BULK_OPERATIONS }, (_, at) => postUser(`b${at}`));
    const bad = 617;
    const results = await bulk(
      operations.map((operation, at) => (at === bad ? postUser(`b${at}`, { active: 'perhaps' }) : operation)),
      { as },
    );
    expect(statuses(results)).toEqual(operations.map((_, at) => (at === bad ? '400' : '201')));
    expect(results.map(({ bulkId }) => bulkId)).toEqual(operations.map(({ bulkId }) => bulkId));
    const { rows } = await api.owner.query<{ users: number; transactions: number }>(
      `select count(*)::int as users, count(distinct xmin::text)::int as transactions from users where tenant_id = $1`,
      [as.tenantId],
    );
    // Blocks of 64 share a transaction.
    expect(rows).toEqual([{ users: MAX_BULK_OPERATIONS - 1, transactions: Math.ceil((MAX_BULK_OPERATIONS - 1) / 64) }]);
    const events = await api.owner.query<{ ids: number }>(
      `select count(distinct headers::json ->> 'ce_correlationid')::int as ids from outbox
        where tenant_id = $1 and topic = 'rollcall.users.v1'`,
      [as.tenantId],
    );
    expect(events.rows[0]?.ids).toBe(MAX_BULK_OPERATIONS - 1);
  });

  it('beyond a limit is 413, and the answer says which', async () => {
    const many = Array.from({ length: MAX_BULK_OPERATIONS + 1 }, () => ({
      method: 'DELETE',
      path: `/Users/${uuid()}`,
    }));
    const count = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations: many } });
    const large = [postUser('a', { title: 'x'.repeat(MAX_BULK_BYTES) })];
    const size = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations: large } });
    expect([count.status, size.status]).toEqual([413, 413]);
    expect([count.body.detail, size.body.detail]).toEqual([
      expect.stringContaining(String(MAX_BULK_OPERATIONS)),
      expect.stringContaining(String(MAX_BULK_BYTES)),
    ]);
    const { body } = await api.ask('GET', '/ServiceProviderConfig');
    expect(body.bulk).toEqual({
      supported: true,
      maxOperations: MAX_BULK_OPERATIONS,
      maxPayloadSize: MAX_BULK_BYTES,
    });
  });

  it('may compare as much as one PATCH may, and no more', async () => {
    const emails = Array.from({ length: 1_000 }, (_, at) => ({ value: `${at}@x` }));
    const [id] = (await bulk([postUser('many', { emails })])).map(idOf);
    const clauses = Array.from({ length: 80 }, (_, at) => `type eq "${at}"`).join(' or ');
    const select = patch(`/Users/${id}`, { op: 'remove', path: `emails[${clauses}].display` });
    const results = await bulk(Array.from({ length: 200 }, () => select));
    expect(statuses(results.slice(0, 1))).toEqual(['200']);
    expect(statuses(results.slice(-1))).toEqual(['413']);
  });

  it('is finished although nobody waits for its answer', async () => {
    const as = await api.addTenant();
    const operations = Array.from({ length: 200 }, (_, at) =>
      at % 2 === 1 ? postGroup(`g${at}`) : postUser(`u${at}`),
    );
    const stored = async (): Promise<number> => {
      const { rows } = await api.owner.query<{ done: number }>(
        `select ((select count(*) from users where tenant_id = $1) +
                 (select count(*) from groups where tenant_id = $1))::int as done`,
        [as.tenantId],
      );
      return rows[0]?.done ?? 0;
    };
    const headers = { authorization: `Bearer ${as.token}`, 'content-type': 'application/scim+json' };
    const sent = openRequest(`${api.service.url}/scim/v2/Bulk`, { method: 'POST', headers });
    const ended = new Promise<string>((resolve) => {
      sent.on('error', () => resolve('hung up')).on('response', () => resolve('answered'));
    });
    sent.end(JSON.stringify({ schemas: [BULK], Operations: operations }));
    await eventually('the bulk has begun', async () => (await stored()) > 0);
    sent.destroy(new Error('hung up'));

    expect(await ended).toBe('hung up');
    await eventually('every operation is done', async () => (await stored()) === operations.length);
  });
});

describe('a hostile bulk', () => {
  it.each([
    '{"Operations":{}}',
    '[]',
    '{"Operations":[[]]}',
    `{"Operations":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
    '',
  ])('of %#: nothing that can be read is not answered 5xx', async (text) => {
    const { status, body } = await api.ask('POST', '/Bulk', { text });
    if (status === 200) expect(body).toMatchObject({ Operations: [{ status: '400' }] });
    else expect(status).toBe(400);
  });

  it('gets nowhere but to users and groups', async () => {
    const paths = [
      '/Bulk',
      '/Me',
      '/Schemas',
      'https://rollcall.test/scim/v2/Users',
      '/Users/../Groups',
      '/users',
      '//Users',
    ];
    const results = await bulk(paths.map((path, at) => ({ ...postUser(`p${at}`), path })));
    for (const { status, response, location } of results) {
      expect([status, location]).toEqual(['400', undefined]);
      expect(response).toMatchObject({
        status: '400',
        scimType: 'invalidPath',
        detail: expect.stringContaining('.path'),
      });
    }
  });

  it('does not reach another tenant', async () => {
    const [id] = (await bulk([postUser('mine')])).map(idOf);
    const as = await api.addTenant();
    const results = await bulk(
      [
        patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'x' }),
        { method: 'DELETE', path: `/Users/${id}` },
        postGroup('g', id ?? ''),
      ],
      { as },
    );
    expect(statuses(results)).toEqual(['404', '404', '400']);
  });

  it('is asked for a credential', async () => {
    const body = { schemas: [BULK], Operations: [postUser('a')] };
    expect((await api.ask('POST', '/Bulk', { body, as: { ...api.first, token: 'x' } })).status).toBe(401);
  });
});

describe('a strict connection', () => {
  it('is held to the RFCs, by message and by operation', async () => {
    const as = await api.addTenant({ tolerance: 'strict' });
    const post = postUser('a');
    const noSchema = await api.ask('POST', '/Bulk', { body: { Operations: [post] }, as });
    expect(noSchema.status).toBe(400);
    const results = await bulk([{ ...post, method: 'post' }, postUser('b', { active: 'True' }), postUser('c')], { as });
    expect(statuses(results)).toEqual(['400', '400', '201']);
    expect(statuses(await bulk([{ ...postUser('a'), method: 'post' }, postUser('b', { active: 'True' })]))).toEqual([
      '201',
      '201',
    ]);
  });
});

describe('a refused operation', () => {
  it('is recorded as a refused request is, with an id of its own', async () => {
    const as = await api.addTenant();
    const stranger = uuid();
    const body = {
      schemas: [BULK],
      Operations: [
        postUser('a', { userName: '' }),
        postUser('b'),
        { method: 'DELETE', path: `/Groups/${stranger}` },
        7,
      ],
    };
    const { headers, body: answer } = await api.ask('POST', '/Bulk', { body, as });
    const requestId = headers.get('x-request-id');
    const results: Result[] = answer.Operations ?? [];
    expect(results[0]?.response?.detail).toContain(`(request ${requestId}:0)`);

    const { rows } = await api.owner.query<{ resource_id: string; headers: string; value: string }>(
      `select resource_id, headers, value from outbox where tenant_id = $1 and topic = 'rollcall.provisioning.v1'`,
      [as.tenantId],
    );
    const recorded = rows
      .map(({ resource_id: id, value }) => [id, JSON.parse(value) as object] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(recorded).toMatchObject([
      [
        `${requestId}:0`,
        { method: 'POST', resourceType: 'User', resourceId: null, status: 400, reason: 'required-missing' },
      ],
      [`${requestId}:2`, { method: 'DELETE', resourceType: 'Group', resourceId: stranger, status: 404 }],
      [
        `${requestId}:3`,
        { method: 'POST', resourceType: null, resourceId: null, status: 400, reason: 'malformed-bulk' },
      ],
    ]);
  });
});
