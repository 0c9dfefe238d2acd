import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { INSTALLATION } from '#contracts';
import { openPool } from '#postgres';
import type { Pool } from 'pg';
import { TestActivity } from '../../activity/activity.fixture.js';
import { ACCOUNT, TestConsole } from '../token/console.fixture.js';

let activity: TestActivity;
let owner: Pool;
beforeAll(async () => {
  activity = await TestActivity.start();
  owner = openPool({ url: activity.api.database.ownerUrl, applicationName: 'granted-test', max: 2 });
});
afterAll(async () => {
  await owner?.end();
  await activity?.stop();
});

it('an operator reads the activity by a grant, each read an entry, until it is taken back', async () => {
  const { service, first } = activity.api;
  const client = await TestConsole.registered({ owner });
  const admin = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${service.internalUrl}/admin/tenants/${first.tenantId}/grants${path}`, {
      method,
      headers: { authorization: `Bearer ${'o'.repeat(32)}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const { id } = (await (await admin('POST', '', { hours: 1, reason: 'Ticket 7.' })).json()) as { id: string };
  const form = await client.form({ tid: INSTALLATION, roles: ['operator'], granted: first.tenantId }, 'activity');
  const answer = await fetch(`${service.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const get = async (path: string): Promise<number> =>
    (await fetch(service.url + path, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await get('/activity?userName=ada'), await get('/activity/access?on=2026-01-01')]).toEqual([200, 403]);
  const { rows } = await owner.query<{ tenant_id: string; value: string }>(
    `select tenant_id, value from outbox where value like '%grants.read%'`,
  );
  expect(rows.map(({ tenant_id: tenantId, value }) => ({ tenantId, ...(JSON.parse(value) as object) }))).toEqual([
    expect.objectContaining({
      tenantId: first.tenantId,
      object: { type: 'grant', id },
      actor: expect.objectContaining({ type: 'account', name: ACCOUNT, role: 'operator', address: '203.0.113.0/24' }),
      changes: [{ path: 'read', before: null, after: 'GET /activity' }],
    }),
  ]);
  expect((await admin('DELETE', `/${id}`)).status).toBe(204);
  expect(await get('/activity')).toBe(401);
});
