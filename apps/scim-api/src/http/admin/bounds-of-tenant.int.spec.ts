import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_NAMED_CONNECTIONS } from '#contracts';
import { MAX_CONNECTIONS_OF_TENANT } from '../../tenants/connection.js';
import { MAX_READERS_OF_TENANT } from '../../tenants/reader.js';
import { startAdminApi, type AdminApi, type Answer } from './admin-api.fixture.js';

let api: AdminApi;
beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

const AT_ONCE = 8;

interface Bound {
  readonly what: string;
  readonly path: string;
  readonly most: number;
  readonly body: object;
  readonly code: string;
  /** Makes room for another one. */
  readonly take: (list: string, made: Answer['body']) => Promise<Answer>;
}

const BOUNDS: readonly Bound[] = [
  {
    what: 'connections that are not removed',
    path: 'connections',
    most: MAX_CONNECTIONS_OF_TENANT,
    body: { name: 'Entra ID' },
    code: 'too-many-connections',
    async take(list, { id }) {
      await api.ask('POST', `${list}/${id}/pause`, {});
      return api.ask('DELETE', `${list}/${id}?reason=unused`);
    },
  },
  {
    what: 'readers that are not revoked',
    path: 'readers',
    most: MAX_READERS_OF_TENANT,
    body: { name: 'BI', audiences: ['audit'] },
    code: 'too-many-readers',
    take: (list, { clientId }) => api.ask('DELETE', `${list}/${clientId}`),
  },
];

describe.each(BOUNDS)('the $what', ({ path, most, body, code, take }) => {
  it('are so many of a tenant and no more, however many are asked for at once', async () => {
    const { id } = (await api.ask('POST', '/admin/tenants', { name: 'Contoso' })).body;
    const list = `/admin/tenants/${id}/${path}`;
    const create = (): Promise<Answer> => api.ask('POST', list, body);
    const first = await create();
    for (let made = 1; made < most - 1; made += 1) expect((await create()).status).toBe(201);
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, create));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(AT_ONCE - 1);
    for (const answer of refused) expect(answer).toMatchObject({ status: 409, body: { code } });
    expect((await take(list, first.body)).status).toBe(204);
    expect((await create()).status).toBe(201);
    expect((await create()).body).toMatchObject({ code });
  });

  it('of one tenant are none of another’s', async () => {
    const { id } = (await api.ask('POST', '/admin/tenants', { name: 'Fabrikam' })).body;
    expect((await api.ask('POST', `/admin/tenants/${id}/${path}`, body)).status).toBe(201);
  });
});

describe('a connection that is not removed', () => {
  it('is told of with its settings, however many have been removed since', async () => {
    const { id } = (await api.ask('POST', '/admin/tenants', { name: 'Northwind' })).body;
    const wanted = { name: 'Entra ID', notifyOnFailure: false, notificationAddresses: ['it@northwind.example'] };
    const made = (await api.ask('POST', `/admin/tenants/${id}/connections`, wanted)).body;
    await api.owner.query(
      `insert into connections (id, tenant_id, name, created_at, tolerance, methods, paused_at, paused_by, removed_at)
       select ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1::uuid, 'A trial', now(), 'tolerant', '{}', now(),
              'anna', now()
         from generate_series(1, $2::int) as n`,
      [id, MAX_NAMED_CONNECTIONS],
    );
    expect((await api.ask('PATCH', `/admin/tenants/${id}`, { name: 'Northwind Ltd' })).status).toBe(200);
    const { rows } = await api.owner.query<{ value: string }>(
      `select value from outbox where resource_id = $1::text order by resource_version desc nulls last limit 1`,
      [id],
    );
    const { connections } = JSON.parse(rows[0]?.value ?? '{}') as { connections?: readonly object[] };
    expect(connections).toHaveLength(MAX_NAMED_CONNECTIONS);
    expect(connections?.[0]).toEqual({ id: made.id, ...wanted });
  });
});
