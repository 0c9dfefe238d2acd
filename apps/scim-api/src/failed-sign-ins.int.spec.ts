import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { INSTALLATION } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import { TestScimApi } from './scim-api.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(120_000);

const OPERATOR = 'o'.repeat(32);

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start(undefined, undefined, { SIGN_INS_WINDOW_MS: '1000' });
});
afterAll(() => api.stop());

async function token(clientId: string, secret: string): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
  return (await fetch(`${api.service.url}/oauth/token`, { method: 'POST', body })).status;
}

async function scim(bearer: string): Promise<number> {
  return (await fetch(`${api.service.url}/scim/v2/Users`, { headers: { authorization: `Bearer ${bearer}` } })).status;
}

interface Failed {
  readonly tenantId: string;
  readonly name: string | null;
  readonly surface: string;
  readonly count: number;
}

async function told(): Promise<readonly Failed[]> {
  const { rows } = await api.owner.query<{ tenant_id: string; value: string }>(
    `select tenant_id, value from outbox where value::json ->> 'act' = 'sign-ins.fail'`,
  );
  return rows.map(({ tenant_id: tenantId, value }) => {
    const data = JSON.parse(value) as { actor: { name: string | null }; changes: { path: string; after: unknown }[] };
    const said = Object.fromEntries(data.changes.map(({ path, after }) => [path, after]));
    return { tenantId, name: data.actor.name, surface: String(said.surface), count: Number(said.count) };
  });
}

it('operators and readers who are not let in are counted for the audit log, without what they sent', async () => {
  const admin = `${api.service.internalUrl}/admin/tenants`;
  const authorization = `Bearer ${OPERATOR}`;
  const made = await fetch(`${admin}/${api.first.tenantId}/readers`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'SIEM', audiences: ['audit'] }),
  });
  const { clientId } = (await made.json()) as { clientId: string };
  for (const wrong of ['guess-1', 'guess-2', 'guess-3'])
    expect((await fetch(admin, { headers: { authorization: `Bearer ${wrong}` } })).status).toBe(401);
  expect((await fetch(admin)).status).toBe(401);
  expect([await token(clientId, 'guess-4'), await token(clientId, 'guess-5')]).toEqual([401, 401]);
  expect(await token('guess-6', 'guess-7')).toBe(401);
  expect([await token(api.first.connectionId, 'guess-8'), await scim('guess-9')]).toEqual([401, 401]);

  const failed = await eventually(
    'all are told',
    async () => {
      const all = await told();
      return all.reduce((sum, { count }) => sum + count, 0) >= 7 && all;
    },
    { timeout: 60_000 },
  );
  const sumOf = (surface: string, name: string | null) =>
    failed.filter((one) => one.surface === surface && one.name === name).reduce((sum, { count }) => sum + count, 0);
  const accounts = [clientId, api.first.connectionId, null];
  expect([sumOf('admin', null), ...accounts.map((account) => sumOf('token', account))]).toEqual([3, 2, 1, 1]);
  // What a connection sends is in its activity and its decisions.
  expect(new Set(failed.map(({ surface }) => surface))).toEqual(new Set(['admin', 'token']));
  for (const { name, tenantId } of failed) expect(tenantId).toBe(name === null ? INSTALLATION : api.first.tenantId);
  const { rows } = await api.owner.query('select value from outbox');
  expect(JSON.stringify(rows)).not.toContain('guess');
});
