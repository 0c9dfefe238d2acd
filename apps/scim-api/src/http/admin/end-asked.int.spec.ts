import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startAdminApi, type AdminApi } from './admin-api.fixture.js';

let api: AdminApi;
let tenant: string;
beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  tenant = `/admin/tenants/${(await api.ask('POST', '/admin/tenants', { name: 'Contoso' })).body.id}`;
  await api.ask('POST', `${tenant}/suspend`, { reason: 'Not paid.' });
});

const END = { name: 'Contoso', reason: 'The contract ended.' };

async function acts(): Promise<readonly unknown[]> {
  const statement = 'select value from outbox where resource_id = $1 order by id';
  const { rows } = await api.owner.query<{ value: string }>(statement, [tenant.slice(-36)]);
  return rows.flatMap(({ value }) => {
    const { act, reason } = JSON.parse(value) as { act?: string; reason: string };
    return act?.includes('end') === true && act !== 'tenants.suspend' ? [[act, reason]] : [];
  });
}

describe('an end that is asked for', () => {
  it('comes in seven days, is asked for once, and can be cancelled until then: an act each', async () => {
    const asked = await api.ask('POST', `${tenant}/end`, END);
    const { askedAt, dueAt } = asked.body as unknown as Record<string, string>;
    expect([asked.status, asked.body.state]).toEqual([202, 'asked']);
    expect(Date.parse(dueAt ?? '') - Date.parse(askedAt ?? '')).toBe(7 * 86_400_000);
    expect((await api.ask('POST', `${tenant}/end`, END)).body).toEqual(asked.body);
    expect((await api.ask('GET', `${tenant}/end`)).body).toEqual(asked.body);
    expect((await api.ask('DELETE', `${tenant}/end?reason=They%20stay.`)).status).toBe(204);
    expect((await api.ask('DELETE', `${tenant}/end?reason=They%20stay.`)).status).toBe(404);
    expect((await api.ask('GET', `${tenant}/end`)).status).toBe(404);
    expect(await acts()).toEqual([
      ['tenants.end', END.reason],
      ['tenants.cancel-end', 'They stay.'],
    ]);
  });

  it('keeps the tenant suspended until it is cancelled', async () => {
    await api.ask('POST', `${tenant}/end`, END);
    expect(await api.ask('POST', `${tenant}/resume`, {})).toMatchObject({ status: 409, body: { code: 'is-to-end' } });
    await api.ask('DELETE', `${tenant}/end`);
    expect(await api.ask('POST', `${tenant}/resume`, {})).toMatchObject({ status: 200, body: { suspendedAt: null } });
  });
});
