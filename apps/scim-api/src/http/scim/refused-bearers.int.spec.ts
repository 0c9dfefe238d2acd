import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { signed, TestEntra } from '../token/entra.fixture.js';

let api: TestScimApi;
let entra: TestEntra;
beforeAll(async () => {
  entra = await TestEntra.start();
  api = await TestScimApi.start(undefined, undefined, {
    ENTRA_AUTHORITIES: `global=${entra.url}`,
    FAILED_CREDENTIALS_PER_MINUTE: '1000',
  });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await entra.stop();
});

const pathOf = ({ tenantId, connectionId }: TestConnection): string =>
  `/tenants/${tenantId}/connections/${connectionId}`;

async function probe(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${api.service.url}/scim/v2/Users?count=0`, { headers })).status).toBe(401);
}

interface Issued {
  readonly id: string;
  readonly token: string;
  readonly clientSecret: string;
}

const issue = async (of: TestConnection, body: object = {}): Promise<Issued> =>
  (await api.act('POST', `${pathOf(of)}/credentials`, body)) as unknown as Issued;

async function decisionsOf(of: TestConnection, count: number): Promise<readonly Record<string, unknown>[]> {
  return eventually('as many are kept', async () => {
    const items = (await api.act('GET', `${pathOf(of)}/decisions`)).items as unknown as Record<string, unknown>[];
    return items.length >= count && items;
  });
}

describe('a bearer that SCIM refuses', () => {
  it('is shown to the connection that it is left of, with the reason', async () => {
    const as = await api.addTenant();
    const [revoked, expired, mistyped] = [await issue(as), await issue(as), await issue(as)];
    const secret = await issue(as, { method: 'clientSecret' });
    await api.act('DELETE', `${pathOf(as)}/credentials/${revoked.id}`);
    await api.owner.query('update credentials set expires_at = now() where id = $1', [expired.id]);
    const sent = [
      [revoked.token, 'secret_revoked'],
      [expired.token, 'secret_expired'],
      [mistyped.token.slice(0, -1), 'secret_wrong'],
      [secret.clientSecret, 'secret_as_token'],
    ] as const;
    for (const [token] of sent) await probe(token);
    const items = await decisionsOf(as, sent.length);
    expect(items.map(({ reason, network }) => [reason, network])).toEqual(
      sent.map(([, reason]) => [reason, '127.0.0.0/24']).reverse(),
    );
    for (const [token] of sent) expect(JSON.stringify(items)).not.toContain(token.slice(10));
    await api.act('PATCH', pathOf(as), { methods: { token: false } });
    await probe(mistyped.token);
    expect((await decisionsOf(as, sent.length + 1))[0]).toMatchObject({ reason: 'method_off', method: 'token' });
  });

  it('is nobody else’s to see: what nobody has is counted for the operator', async () => {
    const [as, other] = [await api.addTenant(), await api.addTenant()];
    const { token } = await issue(as);
    const stranger = `rcs_${randomUUID()}`;
    for (const one of [`${token}x`, stranger, stranger]) await probe(one);
    expect(await decisionsOf(as, 1)).toHaveLength(1);
    expect(await decisionsOf(other, 0)).toEqual([]);
    const items = await eventually('both are counted', async () => {
      const unknown = (await api.act('GET', '/unknown-clients')).items as unknown as Record<string, unknown>[];
      return unknown.some(({ method, count }) => method === 'token' && Number(count) >= 2) && unknown;
    });
    expect(JSON.stringify(items)).not.toContain(stranger);
  });

  it('of Entra itself says what was expected and what came', async () => {
    const as = await api.addTenant();
    const keys = await entra.rotate('k');
    const federation = { cloud: 'global', tenantId: randomUUID(), subject: randomUUID(), audience: randomUUID() };
    await api.act('PATCH', pathOf(as), { methods: { entraToken: true }, federation });
    const { tenantId: tid, subject: sub } = federation;
    const aud = randomUUID();
    await probe(await signed(keys, { iss: `${entra.url}/${tid}/`, tid, sub, oid: sub, aud }));
    expect((await decisionsOf(as, 1))[0]).toMatchObject({
      method: 'entraToken',
      reason: 'assertion_audience',
      expected: federation.audience,
      received: aud,
    });
  });
});
