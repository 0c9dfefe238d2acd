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
});

interface Act {
  readonly act: string;
  readonly time: string;
  readonly reason: string | null;
}

async function acts(): Promise<Act[]> {
  const statement = 'select headers, value from outbox where resource_id = $1 order by id';
  const { rows } = await api.owner.query<{ headers: string; value: string }>(statement, [tenant.slice(-36)]);
  return rows
    .map(({ headers, value }) => ({
      ...(JSON.parse(value) as Act),
      time: (JSON.parse(headers) as { ce_time: string }).ce_time,
    }))
    .filter(({ act }) => (act as string | undefined)?.endsWith('.suspend') || act === 'tenants.resume');
}

/** Of a connection and of a reader: what each asks for a token with. */
async function clients(): Promise<readonly string[]> {
  const connection = await api.ask('POST', `${tenant}/connections`, { name: 'Entra' });
  const path = `${tenant}/connections/${connection.body.id}/credentials`;
  const secret = await api.ask('POST', path, { method: 'clientSecret' });
  const reader = await api.ask('POST', `${tenant}/readers`, { name: 'BI', audiences: ['audit'] });
  return [secret, reader].map(({ body }) => Buffer.from(`${body.clientId}:${body.clientSecret}`).toString('base64'));
}

async function tokenStatus(basic: string): Promise<number> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  return (await api.ask('POST', '/oauth/token', form, { authorization: `Basic ${basic}` })).status;
}

describe('a tenant that is suspended', () => {
  it('is so by one act with its reason, and no longer by another one', async () => {
    expect(await api.ask('POST', `${tenant}/suspend`, {})).toMatchObject({ status: 400, body: { member: 'reason' } });
    const suspended = await api.ask('POST', `${tenant}/suspend`, { reason: 'Not paid.' });
    expect([suspended.status, suspended.body.suspendedAt]).toEqual([200, expect.any(String)]);
    expect((await api.ask('POST', `${tenant}/suspend`, { reason: 'Again.' })).body).toEqual(suspended.body);
    expect((await api.ask('POST', `${tenant}/resume`, {})).body.suspendedAt).toBeNull();
    await api.ask('POST', `${tenant}/resume`, {});
    await api.ask('POST', `${tenant}/suspend`, { reason: 'Not paid again.' });
    const told = await acts();
    expect(told.map(({ act, reason }) => [act, reason])).toEqual([
      ['tenants.suspend', 'Not paid.'],
      ['tenants.resume', null],
      ['tenants.suspend', 'Not paid again.'],
    ]);
    const times = told.map(({ time }) => time);
    expect([new Set(times).size, times.toSorted()]).toEqual([3, times]);
  });

  it('gets no token for its connections and readers, and gets them again when it is resumed', async () => {
    const asked = await clients();
    const statuses = (): Promise<number[]> => Promise.all(asked.map(tokenStatus));
    expect(await statuses()).toEqual([200, 200]);
    await api.ask('POST', `${tenant}/suspend`, { reason: 'Not paid.' });
    expect(await statuses()).toEqual([401, 401]);
    await api.ask('POST', `${tenant}/resume`, {});
    expect(await statuses()).toEqual([200, 200]);
  });

  it('is none that nobody knows', async () => {
    const unknown = '/admin/tenants/0198c0de-7a11-7000-8000-00000000000a';
    const answers = [
      await api.ask('POST', `${unknown}/suspend`, { reason: 'x' }),
      await api.ask('POST', `${unknown}/resume`, {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});
