import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAdminApi, type AdminApi } from './admin-api.fixture.js';

let api: AdminApi;
beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

async function newTenant(name = 'Contoso'): Promise<string> {
  return (await api.ask('POST', '/admin/tenants', { name })).body.id ?? '';
}

async function newConnection(tenant: string): Promise<string> {
  const { body } = await api.ask('POST', `/admin/tenants/${tenant}/connections`, { name: 'Entra' });
  return `/admin/tenants/${tenant}/connections/${body.id}`;
}

async function outboxOf(tenant: string): Promise<{ resource_version: number; value: string; headers: string }[]> {
  const statement = 'select resource_version, value, headers from outbox where resource_id = $1 order by id';
  return (await api.owner.query(statement, [tenant])).rows;
}

async function actsOn(id: unknown): Promise<object[]> {
  return (await outboxOf(String(id))).map(({ value, headers, resource_version: version }) => {
    const { ce_type: type, ce_tenantid: tenantId, ce_correlationid: requestId } = JSON.parse(headers) as never;
    return { type, tenantId, requestId, version, ...(JSON.parse(value) as object) };
  });
}

describe('an act of the operator', () => {
  const actor = { type: 'operator', name: null, address: '127.0.0.0/24' };
  const common = { type: 'rollcall.AdminActed', version: null, actor };
  const asked = { requestId: expect.anything() as unknown };
  const revoked = [{ path: 'revokedAt', before: null, after: expect.anything() as unknown }];

  it('on a credential is told in an event, with its reason and no secret', async () => {
    const tenantId = await newTenant();
    const connection = await newConnection(tenantId);
    const rings = api.rings();
    const issued = await api.ask('POST', `${connection}/credentials`, { reason: 'The first one.' });
    const id = String(issued.body.id);
    const gone = await api.ask('DELETE', `${connection}/credentials/${id}?reason=It%20leaked`);
    expect([issued.status, gone.status]).toEqual([201, 204]);
    expect(await api.ask('DELETE', `${connection}/credentials/${id}`)).toMatchObject({ status: 404 });
    const object = { type: 'credential', id, connectionId: connection.split('/').at(-1) };
    const changes = ['method', 'name', 'expiresAt'].map((path) => ({ path, before: null, after: issued.body[path] }));
    expect(await actsOn(id)).toEqual([
      { ...common, ...asked, tenantId, object, act: 'credentials.issue', reason: 'The first one.', changes },
      { ...common, ...asked, tenantId, object, act: 'credentials.revoke', reason: 'It leaked', changes: revoked },
    ]);
    expect(JSON.stringify(await actsOn(id))).not.toContain(issued.body.token);
    expect(api.rings()).toBeGreaterThanOrEqual(rings + 2);
  });

  it('on a reader is told in an event, also without a reason', async () => {
    const tenantId = await newTenant();
    const readers = `/admin/tenants/${tenantId}/readers`;
    const issued = await api.ask('POST', readers, { name: 'BI', audiences: ['audit'] });
    const id = String(issued.body.clientId);
    const gone = await api.ask('DELETE', `${readers}/${id}`);
    expect([issued.status, gone.status]).toEqual([201, 204]);
    expect(await api.ask('DELETE', `${readers}/${id}`)).toMatchObject({ status: 404 });
    const object = { type: 'reader', id };
    const issue = [
      { path: 'name', before: null, after: 'BI' },
      { path: 'audiences', before: null, after: ['audit'] },
      { path: 'tokenLifetime', before: null, after: 3600 },
    ];
    const requestId = gone.headers.get('x-request-id');
    expect(await actsOn(id)).toEqual([
      { ...common, ...asked, tenantId, object, act: 'readers.issue', reason: null, changes: issue },
      { ...common, tenantId, object, act: 'readers.revoke', reason: null, requestId, changes: revoked },
    ]);
    expect(JSON.stringify(await actsOn(id))).not.toContain(issued.body.clientSecret);
  });

  it('on the switch for mails of failures is told in the tenant’s event, too', async () => {
    const tenantId = await newTenant();
    const connection = await newConnection(tenantId);
    const off = await api.ask('PATCH', connection, { notifyOnFailure: false });
    expect(off).toMatchObject({ status: 200, body: { notifyOnFailure: false } });
    await api.ask('PATCH', connection, { notifyOnFailure: false });
    const on = await api.ask('PATCH', connection, { notifyOnFailure: true });
    expect(on).toMatchObject({ status: 200, body: { notifyOnFailure: true } });
    const named = (await outboxOf(tenantId)).flatMap(
      ({ value }) => (JSON.parse(value) as { connections?: object[] }).connections ?? [],
    );
    const base = { id: connection.split('/').at(-1), name: 'Entra' };
    expect(named).toEqual([base, { ...base, notifyOnFailure: false }, base]);
    const changes = [false, true].map((after) => [{ path: 'notifyOnFailure', before: !after, after }]);
    expect((await actsOn(base.id)).slice(-2)).toMatchObject(changes.map((one) => ({ changes: one })));
  });

  it('on the addresses of a connection is told in the tenant’s event, too, and takes those alone that mail can reach', async () => {
    const tenantId = await newTenant();
    const connection = await newConnection(tenantId);
    const set = (notificationAddresses: string[]) => api.ask('PATCH', connection, { notificationAddresses });
    const two = ['it@contoso.example', 'ops@elsewhere.example'];
    expect(await set(two)).toMatchObject({ status: 200, body: { notificationAddresses: two } });
    expect(await set(two)).toMatchObject({ status: 200 });
    expect(await set([])).toMatchObject({ status: 200, body: { notificationAddresses: [] } });
    const wrong = [
      ['it@localhost'],
      ['it@contoso.example', 'IT@Contoso.example'],
      Array<string>(6).fill('it@contoso.example'),
    ];
    for (const addresses of wrong) {
      const refused = await set(addresses);
      expect(refused).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('notificationAddresses') },
      });
    }
    const named = (await outboxOf(tenantId)).flatMap(
      ({ value }) => (JSON.parse(value) as { connections?: object[] }).connections ?? [],
    );
    const base = { id: connection.split('/').at(-1), name: 'Entra' };
    expect(named).toEqual([base, { ...base, notificationAddresses: two }, base]);
    expect((await actsOn(base.id)).slice(-2)).toMatchObject([
      { changes: [{ path: 'notificationAddresses', before: [], after: two }] },
      { changes: [{ path: 'notificationAddresses', before: two, after: [] }] },
    ]);
  });

  it('on the addresses of a connection takes a hundred in all of the tenant’s', async () => {
    const tenantId = await newTenant();
    const create = (n: number, count: number) =>
      api.ask('POST', `/admin/tenants/${tenantId}/connections`, {
        name: `Entra ${n}`,
        notificationAddresses: Array.from({ length: count }, (_, at) => `it-${n}-${at}@contoso.example`),
      });
    for (let n = 0; n < 20; n += 1) expect((await create(n, 5)).status).toBe(201);
    expect(await create(20, 1)).toMatchObject({ status: 409, body: { code: 'too-many-addresses' } });
    expect((await create(21, 0)).status).toBe(201);
  });

  it('on a connection is told in an event, with each setting before and after', async () => {
    const tenantId = await newTenant();
    const connection = await newConnection(tenantId);
    const id = connection.slice(-36);
    const patch = { name: 'Entra ID', tolerance: 'strict', reason: 'The RFC alone.' };
    await api.ask('PATCH', connection, patch);
    await api.ask('PATCH', connection, patch);
    const object = { type: 'connection', id };
    const opened = { ...common, ...asked, tenantId, object, act: 'connections.create', reason: null };
    const changed = { ...opened, act: 'connections.change', reason: patch.reason };
    expect(await actsOn(id)).toEqual([
      {
        ...opened,
        changes: [
          { path: 'tolerance', before: null, after: 'tolerant' },
          { path: 'inactiveDuplicate', before: null, after: 'conflict' },
          { path: 'rateLimit', before: null, after: { perSecond: 50, burst: 500 } },
          {
            path: 'methods',
            before: null,
            after: { token: true, clientSecret: true, federated: false, entraToken: false },
          },
          { path: 'brake', before: null, after: { percent: 15, people: 500, atLeast: 50, mode: 'refuse' } },
          { path: 'notifyOnFailure', before: null, after: true },
          { path: 'notificationAddresses', before: null, after: [] },
          { path: 'name', before: null, after: 'Entra' },
        ],
      },
      {
        ...changed,
        changes: [
          { path: 'name', before: 'Entra', after: 'Entra ID' },
          { path: 'tolerance', before: 'tolerant', after: 'strict' },
        ],
      },
    ]);
  });

  it('on an attribute is told in an event, and what changes nothing is none', async () => {
    const tenantId = await newTenant();
    const path = `/admin/tenants/${tenantId}/attributes/${encodeURIComponent('Größe 尺寸')}`;
    const rings = api.rings();
    await api.ask('PUT', path, { type: 'option', reason: 'asked for' });
    await api.ask('PUT', path, { type: 'option', reason: 'again' });
    await api.ask('PUT', path, { type: 'number' });
    expect((await api.ask('DELETE', `${path}?reason=unused`)).status).toBe(204);
    expect((await api.ask('DELETE', path)).status).toBe(404);
    expect(api.rings()).toBeGreaterThanOrEqual(rings + 3);
    const object = { type: 'attribute', id: 'Größe 尺寸' };
    const retyped = [{ path: 'type', before: 'option', after: 'number' }];
    expect((await actsOn(tenantId)).slice(2)).toEqual([
      expect.objectContaining({ object, act: 'attributes.define', reason: 'asked for' }),
      expect.objectContaining({ object, act: 'attributes.define', changes: retyped }),
      expect.objectContaining({ object, act: 'attributes.retire', reason: 'unused' }),
    ]);
  });

  it('that is refused, or takes a reason that is none, leaves no event and nothing done', async () => {
    const tenantId = await newTenant();
    const readers = `/admin/tenants/${tenantId}/readers`;
    const { body } = await api.ask('POST', readers, { name: 'BI', audiences: ['audit'] });
    const long = 'x'.repeat(501);
    for (const query of [`reason=${long}`, 'reason=', 'reason=%20', 'reason=a%0Ab', 'reasons=a']) {
      expect(await api.ask('DELETE', `${readers}/${body.clientId}?${query}`)).toMatchObject({ status: 400 });
    }
    for (const reason of [long, ' ', 'a\nb']) {
      const answer = await api.ask('POST', readers, { name: 'BI', audiences: ['audit'], reason });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-body', member: 'reason' } });
    }
    expect(await actsOn(body.clientId)).toHaveLength(1);
    const elsewhere = await api.ask('DELETE', `/admin/tenants/${await newTenant()}/readers/${body.clientId}`);
    expect(elsewhere.status).toBe(404);
    expect(await actsOn(body.clientId)).toHaveLength(1);
  });
});
