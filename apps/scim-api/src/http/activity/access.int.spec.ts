import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestActivity } from '../../activity/activity.fixture.js';
import { tokenOf } from './activity-client.fixture.js';

let activity: TestActivity;
beforeAll(async () => {
  activity = await TestActivity.start();
});
afterAll(() => activity.stop());

interface Page {
  readonly items: readonly {
    readonly kind: string;
    readonly tenantId: string;
    readonly audiences: readonly string[];
  }[];
}

it('an auditor is told who could do what in the own tenant, and nobody else', async () => {
  const { api } = activity;
  const theirs = await api.addTenant();
  const [token, theirToken] = [await tokenOf(activity, api.first.tenantId), await tokenOf(activity, theirs.tenantId)];
  // Of nobody's tenant, and good for all.
  await api.owner.query(
    `insert into operator_credentials (id, name, token_hash, created_at, created_by)
     values (gen_random_uuid(), 'kim', '\\x01', now(), 'test')`,
  );
  const today = new Date().toISOString().slice(0, 10);
  const get = (as: string) =>
    fetch(`${api.service.url}/activity/access?on=${today}`, { headers: { authorization: `Bearer ${as}` } });
  for (const [as, tenantId] of [
    [token, api.first.tenantId],
    [theirToken, theirs.tenantId],
  ] as const) {
    const { items } = (await (await get(as)).json()) as Page;
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(['connection', 'reader']);
    expect(new Set(items.map((item) => item.tenantId))).toEqual(new Set([tenantId]));
  }
  expect((await get('x.y.z')).status).toBe(401);
  const other = await fetch(`${api.service.url}/activity/access?on=${today}&tenantId=${theirs.tenantId}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(other.status).toBe(400);
});
