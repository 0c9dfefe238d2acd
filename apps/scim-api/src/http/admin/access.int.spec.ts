import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR, startAdminApi, type AdminApi } from './admin-api.fixture.js';

let api: AdminApi;
let tenantId = '';
let otherId = '';

beforeAll(async () => {
  api = await startAdminApi();
  [tenantId, otherId] = [
    await made('/admin/tenants', { name: 'Contoso' }),
    await made('/admin/tenants', { name: 'B' }),
  ];
  const tenant = `/admin/tenants/${tenantId}`;
  const connection = await made(`${tenant}/connections`, { name: 'Entra ID' });
  const credential = await made(`${tenant}/connections/${connection}/credentials`, { name: 'Token' });
  const reader = await made(
    `${tenant}/readers`,
    { name: 'SIEM', roles: ['auditor'], audiences: ['directory'] },
    'clientId',
  );
  await api.owner.query(
    `update readers set created_at = '2025-01-10T12:00Z', revoked_at = '2025-02-10T12:00Z' where id = $1`,
    [reader],
  );
  await api.owner.query(
    `update credentials set created_at = '2025-01-20T12:00Z', expires_at = '2025-01-25T00:00Z' where id = $1`,
    [credential],
  );
  await api.owner.query(
    `insert into operator_credentials (id, name, token_hash, created_at, created_by)
     values (uuidv7(), 'Kim', sha256(convert_to($1, 'UTF8')), '2025-01-01T12:00Z', 'a test')`,
    [OPERATOR],
  );
});
afterAll(() => api.stop());

async function made(path: string, body: object, member = 'id'): Promise<string> {
  return String((await api.ask('POST', path, body)).body[member]);
}

async function namesOn(query: string): Promise<readonly string[]> {
  const { body } = await api.ask('GET', `/admin/access?${query}`);
  return (body as unknown as { items: { name: string }[] }).items.map(({ name }) => name).toSorted();
}

const ENTRA = '0198c0de-0000-7000-8000-00000000e47a';
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Of another tenant, so that what is told of the first stays as it is. */
async function federated(): Promise<string> {
  const tenant = await made('/admin/tenants', { name: 'Federated' });
  const connections = `/admin/tenants/${tenant}/connections`;
  const connection = await made(connections, { name: 'By WIF' });
  const federation = { cloud: 'global', tenantId: ENTRA, subject: ENTRA, audience: ENTRA };
  const turned = (methods: object, more: object = {}) =>
    api.ask('PATCH', `${connections}/${connection}`, { methods, ...more });
  expect((await turned({ token: false, clientSecret: false, federated: true }, { federation })).status).toBe(200);
  expect((await turned({ federated: false })).status).toBe(200);
  expect((await turned({ federated: true })).status).toBe(200);
  expect((await api.ask('PATCH', `${connections}/${connection}`, { name: 'WIF' })).status).toBe(200);
  return tenant;
}

describe('what needs no credential of ours', () => {
  it('is told of a connection from when to when it trusted its tenant of Entra', async () => {
    const tenant = await federated();
    await api.owner.query(
      `update trusted_times set began_at = '2025-03-01T12:00Z', ended_at = '2025-03-03T00:00Z'
        where tenant_id = $1 and ended_at is not null`,
      [tenant],
    );
    const on = async (day: string) =>
      (await api.ask('GET', `/admin/access?on=${day}&tenantId=${tenant}`)).body.items as unknown as object[];
    const trusts = (items: readonly object[]) => items.filter((item) => 'kind' in item && item.kind === 'federation');
    expect(trusts(await on('2025-02-28'))).toEqual([]);
    expect(trusts(await on('2025-03-01'))).toMatchObject([
      { name: 'Workload identity federation', connectionName: 'WIF', audiences: ['scim'], tenantId: tenant },
    ]);
    expect(trusts(await on('2025-03-03'))).toEqual([]);
    expect(trusts(await on(dayOf(Date.now())))).toMatchObject([{ expiresAt: null, revokedAt: null }]);
  });

  it('is told of operators, whom a grant let look', async () => {
    const tenant = await made('/admin/tenants', { name: 'Granting' });
    await api.owner.query(
      `insert into grants (id, tenant_id, reason, granted_by, granted_at, expires_at)
       values (uuidv7(), $1, 'Ticket 4711', 'Anna', '2025-04-01T22:00Z', '2025-04-02T02:00Z')`,
      [tenant],
    );
    const on = async (day: string) =>
      ((await api.ask('GET', `/admin/access?on=${day}&tenantId=${tenant}`)).body.items as unknown as object[]).filter(
        (item) => 'kind' in item && item.kind === 'grant',
      );
    const grant = { name: 'Ticket 4711', roles: ['operator'], audiences: ['directory', 'audit', 'activity'] };
    expect(await on('2025-03-31')).toEqual([]);
    expect(await on('2025-04-01')).toMatchObject([grant]);
    expect(await on('2025-04-02')).toMatchObject([grant]);
    expect(await on('2025-04-03')).toEqual([]);
  });
});

it('a reader is given administration with a role that may use it, and not for itself', async () => {
  const ask = (body: object) => api.ask('POST', `/admin/tenants/${otherId}/readers`, { name: 'Keeper', ...body });
  const refused = { status: 400, body: { code: 'invalid-body', member: 'audiences' } };
  expect(await ask({ audiences: ['admin'] })).toMatchObject(refused);
  expect(await ask({ audiences: ['directory', 'admin'] })).toMatchObject(refused);
  expect(await ask({ audiences: ['admin'], roles: ['employee'] })).toMatchObject(refused);
  expect((await ask({ audiences: ['admin'], roles: ['identity-administrator'] })).status).toBe(201);
});

describe('who could do what', () => {
  it.each([
    ['2024-12-31', []],
    ['2025-01-01', ['Kim']],
    ['2025-01-10', ['Kim', 'SIEM']],
    ['2025-01-20', ['Kim', 'SIEM', 'Token']],
    ['2025-01-24', ['Kim', 'SIEM', 'Token']],
    ['2025-01-25', ['Kim', 'SIEM']],
    ['2025-02-10', ['Kim', 'SIEM']],
    ['2025-02-11', ['Kim']],
  ])('on %s', async (day, names) => {
    expect(await namesOn(`on=${day}`)).toEqual(names);
  });

  it('is told of one tenant, beside the operators', async () => {
    expect(await namesOn(`on=2025-01-20&tenantId=${tenantId}`)).toEqual(['Kim', 'SIEM', 'Token']);
    expect(await namesOn(`on=2025-01-20&tenantId=${otherId}`)).toEqual(['Kim']);
  });

  it('is told with roles, audiences and times, page by page', async () => {
    const items: object[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const { status, body } = await api.ask('GET', `/admin/access?on=2025-01-20&limit=1${cursor}`);
      expect(status).toBe(200);
      const page = body as unknown as { items: object[]; next: string | null };
      items.push(...page.items);
      next = page.next;
    }
    expect(items).toHaveLength(3);
    const [reader, operator] = ['reader', 'operator'].map((kind) =>
      items.find((item) => 'kind' in item && item.kind === kind),
    );
    expect(reader).toMatchObject({
      tenantId,
      roles: ['auditor'],
      audiences: ['directory', 'audit', 'notifier', 'activity', 'admin'],
      issuedAt: '2025-01-10T12:00:00.000Z',
      revokedAt: '2025-02-10T12:00:00.000Z',
    });
    expect(operator).toMatchObject({ tenantId: null, roles: ['operator'], expiresAt: null });
  });

  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  it.each([
    '',
    'on=',
    'on=yesterday',
    'on=2025-02-30',
    'on=2025-01-01T00:00:00Z',
    `on=${tomorrow}`,
    'on=2025-01-01&a=b',
  ])('is not told on a day that is none, or is still to come: %s', async (query) => {
    const answer = await api.ask('GET', `/admin/access?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { parameter: query.includes('a=b') ? 'a' : 'on' } });
  });
});
