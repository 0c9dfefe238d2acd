import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestActivity } from '../../activity/activity.fixture.js';
import type { TestConnection, TestScimApi } from '../../scim-api.fixture.js';

let activity: TestActivity;
let api: TestScimApi;
let as: TestConnection;
beforeAll(async () => {
  activity = await TestActivity.start();
  ({ api } = activity);
});
afterAll(() => activity.stop());
beforeEach(async () => {
  as = await api.addTenant();
});

interface Asked {
  readonly status: number;
  readonly detail: string;
}

async function ask(path: string, method = 'GET', token: string = as.token): Promise<Asked> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
  const response = await fetch(api.service.url + path, { method, headers, ...body });
  const { detail = '' } = JSON.parse((await response.text()) || '{}') as { detail?: string };
  return { status: response.status, detail };
}

const pathOf = (): string => `/tenants/${as.tenantId}/connections/${as.connectionId}`;

interface Health {
  readonly contact: { readonly state: string; readonly at: string | null; readonly usedAt: string | null };
}

const contact = async (): Promise<Health['contact']> =>
  ((await api.act('GET', `${pathOf()}/health`)) as unknown as Health).contact;

interface Decision {
  readonly reason: string | null;
  readonly method: string;
  readonly credentialId: string | null;
  readonly expected: string;
  readonly received: string;
}

const decisions = async (): Promise<readonly Decision[]> =>
  (await api.act('GET', `${pathOf()}/decisions`)).items as unknown as Decision[];

const PROBE = '?filter=userName%20eq%20%22nobody%22';

/** As administrators paste Tenant URLs, with what Entra puts behind them. */
const WRONG: readonly (readonly [path: string, status?: number])[] = [
  [`/scim/v2/User${PROBE}`],
  [`/scim/v2/connections/x/Users${PROBE}`],
  [`/scim/v2/Users/Users${PROBE}`],
  [`/scim/v2/Users/Groups${PROBE}`],
  [`/scim/v2/Groups/users${PROBE}`],
  [`/scim/v1/Users${PROBE}`, 400],
  [`/Users${PROBE}`],
  [`/v2/Users${PROBE}`],
  [`/api/scim/v2/Users${PROBE}`],
  ['/'],
];

describe('a right token at a wrong Tenant URL', () => {
  it.each(WRONG)('is told the right one, and is no contact: %s', async (path, status = 404) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.detail).toMatch(
      /Set the Tenant URL of the provisioning job to http\S+\/scim\/v2, with nothing behind/,
    );
    const [last] = await eventually('it is among the decisions', async () => {
      const items = await decisions();
      return items.length > 0 && items;
    });
    expect(last).toMatchObject({
      reason: 'unknown_endpoint',
      method: 'token',
      credentialId: as.credentialId,
      expected: expect.stringMatching(/\/scim\/v2$/),
      received: path.replace(/\?.*$/, ''),
    });
    const used = await eventually('the use is noted', async () => {
      const now = await contact();
      return now.usedAt !== null && now;
    });
    expect(used).toMatchObject({ state: 'never', at: null });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is told it whatever is sent there: %s', async (method) => {
    for (const path of ['/scim/v2/Users/Users', '/scim/v2/User', '/Users'])
      expect([path, await ask(path, method)]).toEqual([
        path,
        { status: 404, detail: expect.stringContaining('Set the Tenant URL') },
      ]);
  });

  it('stands in the activity, wherever it went', async () => {
    for (const path of ['/scim/v2/User', '/scim/v1/Users', '/Users']) await ask(path);
    const rows = await eventually('all three are kept', async () => {
      const found = await activity.owner.query<{ path: string; code: string }>(
        'select path, code from requests where tenant_id = $1 order by time, request_id',
        [as.tenantId],
      );
      return found.rows.length >= 3 && found.rows;
    });
    expect(new Map(rows.map(({ path, code }) => [path, code]))).toEqual(
      new Map([
        ['/scim/v2/User', 'unknown-endpoint'],
        ['/scim/v1/Users', 'invalid-version'],
        ['/Users', 'unknown-endpoint'],
      ]),
    );
  });

  it('is told once a minute of an address, so that nothing else is pushed out', async () => {
    for (let n = 0; n < 5; n += 1) await ask(`/scim/v2/User/${'0'.repeat(8)}-0000-4000-8000-00000000000${n}`);
    await ask('/scim/v2/Person');
    const items = await eventually('the last is kept', async () => {
      const found = await decisions();
      return found.some(({ received }) => received === '/scim/v2/Person') && found;
    });
    expect(items.map(({ received }) => received)).toEqual(['/scim/v2/Person', '/scim/v2/User/{id}']);
  });

  it('pushes nothing out by being many', async () => {
    for (let n = 0; n < 12; n += 1) await ask(`/scim/v2/${'x'.repeat(n + 1)}`);
    const items = await eventually('they are kept', async () => {
      const found = await decisions();
      return found.length >= 5 && found;
    });
    expect(items.map(({ received }) => received)).toEqual(
      [5, 4, 3, 2, 1].map((length) => `/scim/v2/${'x'.repeat(length)}`),
    );
  });

  it('shows nobody whom it was about', async () => {
    for (const id of ['ada@contoso.example', 'Ada%20Lovelace']) await ask(`/scim/v2/User/${id}/x1`);
    await ask('/scim/v2/Person');
    const items = await eventually('the last is kept', async () => {
      const found = await decisions();
      return found.some(({ received }) => received === '/scim/v2/Person') && found;
    });
    expect(items.map(({ received }) => received)).toEqual(['/scim/v2/Person', '/scim/v2/User/{id}/{id}']);
  });

  it.each(['/Users', '/scim/v1/Users', '/scim/v2/User'])('pays for it as for what is served: %s', async (path) => {
    as = await api.addTenant({ rateLimit: { perSecond: 1, burst: 2 } });
    const answers = [];
    for (let n = 0; n < 10; n += 1) answers.push((await ask(path)).status);
    expect(answers).toContain(429);
  });

  it('of nobody is answered as ever, and counts as a guess', async () => {
    expect(await ask('/Users', 'GET', `rcs_${'x'.repeat(43)}`)).toEqual({
      status: 404,
      detail: 'There is nothing here.',
    });
    expect((await ask('/scim/v1/Users', 'GET', `rcs_${'x'.repeat(43)}`)).status).toBe(401);
    expect((await fetch(`${api.service.url}/scim/v1/Users`)).status).toBe(400);
    expect(await decisions()).toEqual([]);
  });
});

describe('the contact of a connection', () => {
  const SERVED: readonly (readonly [method: string, path: string, status: number])[] = [
    ['GET', `/scim/v2/Users${PROBE}`, 200],
    ['GET', '/scim/v2/Users/2819c223-7f76-453a-919d-413861904646', 404],
    ['POST', '/scim/v2/Users', 400],
    ['GET', '/scim/Groups', 200],
  ];

  it.each(SERVED)('is what was served, also where the answer is no: %s %s', async (method, path, status) => {
    expect((await ask(path, method)).status).toBe(status);
    await eventually('it is a contact', async () => (await contact()).state === 'on-time');
  });

  const UNSERVED = ['/scim/v2/ServiceProviderConfig', '/scim/v2/Users/Users'];

  it('is not that a credential was used', async () => {
    for (const path of UNSERVED) await ask(path);
    const used = await eventually('the use is noted', async () => {
      const now = await contact();
      return now.usedAt !== null && now;
    });
    expect(used).toMatchObject({ state: 'never', at: null });
  });
});
