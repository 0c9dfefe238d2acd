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
