import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { signed, TestEntra, type EntraTenantKeys } from './entra.fixture.js';

const OPERATOR = { authorization: `Bearer ${'o'.repeat(32)}`, 'content-type': 'application/json' };
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const CLOUDS = ['global', 'usgov', 'china'] as const;
type Cloud = (typeof CLOUDS)[number];

let api: TestScimApi;
let entra: Record<Cloud, TestEntra>;
let keys: Record<Cloud, EntraTenantKeys>;
beforeAll(async () => {
  const [global, usgov, china] = [await TestEntra.start(), await TestEntra.start(), await TestEntra.start()];
  entra = { global, usgov, china };
  keys = { global: await global.rotate('g'), usgov: await usgov.rotate('u'), china: await china.rotate('c') };
  const authorities = CLOUDS.map((cloud) => `${cloud}=${entra[cloud].url}`).join(',');
  const env = {
    ENTRA_CLOUDS: 'global,china,usgov',
    ENTRA_AUTHORITIES: authorities,
    FAILED_CREDENTIALS_PER_MINUTE: '1000',
  };
  api = await TestScimApi.start(undefined, undefined, env);
}, 60_000);
afterAll(async () => {
  await api.stop();
  await Promise.all(CLOUDS.map((cloud) => entra[cloud].stop()));
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function patch({ tenantId, connectionId }: TestConnection, body: object): Promise<Answer> {
  const url = `${api.service.internalUrl}/admin/tenants/${tenantId}/connections/${connectionId}`;
  const response = await fetch(url, { method: 'PATCH', headers: OPERATOR, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

interface Trust {
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly subject: string;
  readonly audience: string;
}

const trustOf = (cloud: Cloud): Trust => ({
  cloud,
  tenantId: randomUUID(),
  subject: randomUUID(),
  audience: randomUUID(),
});

async function federated(cloud: Cloud, more: object = {}): Promise<{ as: TestConnection; trust: Trust }> {
  const [as, trust] = [await api.addTenant(), trustOf(cloud)];
  const answer = await patch(as, { methods: { federated: true }, federation: { ...trust, ...more } });
  expect(answer).toMatchObject({ status: 200, body: { methods: { federated: true }, federation: trust } });
  return { as, trust };
}

const claimsOf = ({ cloud, tenantId, subject, audience }: Trust) => ({
  iss: `${entra[cloud].url}/${tenantId}/v2.0`,
  aud: audience,
  sub: subject,
  oid: subject,
  tid: tenantId,
  azp: '00000000-0000-4000-8000-000000000001',
});

async function ask({ connectionId }: TestConnection, client_assertion: string): Promise<Answer> {
  const form = { grant_type: 'client_credentials', client_id: connectionId, client_assertion_type: JWT_BEARER };
  const body = new URLSearchParams({ ...form, client_assertion, scope: 'scim' });
  const response = await fetch(`${api.service.url}/oauth/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** On the connection, or (two dots before it) on its tenant. */
async function act({ tenantId, connectionId }: TestConnection, path: string, reason = 'A test.'): Promise<number> {
  const base = `${api.service.internalUrl}/admin/tenants/${tenantId}/connections/${connectionId}/`;
  const url = new URL(path, base);
  return (await fetch(url, { method: 'POST', headers: OPERATOR, body: JSON.stringify({ reason }) })).status;
}

async function scim(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${api.service.url}/scim/v2/Users?count=0`, { headers })).status;
}

const REFUSED = {
  status: 401,
  body: {
    error: 'invalid_client',
    error_description: 'The client is not known, or did not prove that it is this one.',
  },
};

describe.each(CLOUDS)('an assertion of a tenant of the cloud %s', (cloud) => {
  it('gets an access token, again and again, and for its connection alone', async () => {
    const { as, trust } = await federated(cloud);
    const assertion = await signed(keys[cloud], claimsOf(trust));
    const answers = [await ask(as, assertion), await ask(as, assertion)];
    for (const { status, body } of answers) {
      expect([status, body.expires_in, body.scope]).toEqual([200, 3_600, 'scim']);
      expect(await scim(String(body.access_token))).toBe(200);
    }
    const { as: other } = await federated(cloud);
    expect(await ask(other, assertion)).toEqual(REFUSED);
  });

  it('is refused when another cloud has signed it, or it says so', async () => {
    const { as, trust } = await federated(cloud);
    for (const wrong of CLOUDS.filter((one) => one !== cloud)) {
      expect(await ask(as, await signed(keys[wrong], claimsOf(trust)))).toEqual(REFUSED);
      expect(await ask(as, await signed(keys[wrong], claimsOf({ ...trust, cloud: wrong })))).toEqual(REFUSED);
    }
  });
});

describe('an assertion', () => {
  it('may spell its audience in three ways, and its client in two', async () => {
    const clientApp = randomUUID();
    const { as, trust } = await federated('global', { clientApp });
    const { azp: _azp, ...claims } = claimsOf(trust);
    for (const aud of [trust.audience, `api://${trust.audience}`, `api://${trust.audience}/.default`]) {
      for (const client of [{ azp: clientApp }, { appid: clientApp }]) {
        expect((await ask(as, await signed(keys.global, { ...claims, ...client, aud }))).status).toBe(200);
      }
    }
    expect(await ask(as, await signed(keys.global, { ...claims, azp: randomUUID() }))).toEqual(REFUSED);
    expect(await ask(as, await signed(keys.global, claims))).toEqual(REFUSED);
  });

  it('is refused for each claim that is another one, in the same words', async () => {
    const { as, trust } = await federated('global');
    const claims = claimsOf(trust);
    const now = Math.floor(Date.now() / 1_000);
    const stranger = { kid: 'g', privateKey: (await generateKeyPair('RS256')).privateKey };
    const wrong = [
      await signed(keys.global, { ...claims, iss: `${entra.global.url}/${trust.tenantId}/` }),
      await signed(keys.global, { ...claims, iss: `https://login.microsoftonline.com/${trust.tenantId}/v2.0` }),
      await signed(keys.global, { ...claims, tid: randomUUID() }),
      await signed(keys.global, { ...claims, aud: randomUUID() }),
      await signed(keys.global, { ...claims, aud: [trust.audience, 'x'] }),
      await signed(keys.global, { ...claims, sub: randomUUID() }),
      await signed(keys.global, { ...claims, exp: now - 61 }),
      await signed(keys.global, { ...claims, nbf: now + 90 }),
      await signed(keys.global, { ...claims, iat: now - 7_300 }),
      await signed(stranger, claims),
      `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(claims))}.`,
      'x.y.z',
      'no token',
    ];
    for (const assertion of wrong) expect(await ask(as, assertion)).toEqual(REFUSED);
    expect((await ask(as, await signed(keys.global, { ...claims, exp: now - 30 }))).status).toBe(200);
  });

  it('is refused where the method is off, and its access tokens end with it', async () => {
    const { as, trust } = await federated('global');
    const assertion = await signed(keys.global, claimsOf(trust));
    const token = String((await ask(as, assertion)).body.access_token);
    expect(await scim(token)).toBe(200);
    await patch(as, { methods: { federated: false } });
    expect([await scim(token), await ask(as, assertion)]).toEqual([401, REFUSED]);
    expect(await ask(await api.addTenant(), assertion)).toEqual(REFUSED);
  });
});

describe('the keys of Entra', () => {
  it('serve while their endpoint is down, and are asked for anew when a new one signs', async () => {
    const own = entra.china;
    const { as, trust } = await federated('china');
    expect((await ask(as, await signed(keys.china, claimsOf(trust)))).status).toBe(200);
    own.isDown = true;
    expect((await ask(as, await signed(keys.china, claimsOf(trust)))).status).toBe(200);
    own.isDown = false;
    const next = await own.rotate('c2');
    expect((await ask(as, await signed(next, claimsOf(trust)))).status).toBe(200);
    keys = { ...keys, china: next };
  });

  it('count beside one that has no id, which is of no use', async () => {
    const own = entra.china;
    own.beside = [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }];
    const { as, trust } = await federated('china');
    expect((await ask(as, await signed(keys.china, claimsOf(trust)))).status).toBe(200);
    own.beside = [];
  });

  it('are asked for once, however many ids are forged', async () => {
    const { as, trust } = await federated('usgov');
    expect((await ask(as, await signed(keys.usgov, claimsOf(trust)))).status).toBe(200);
    const before = entra.usgov.fetches;
    const forged = await Promise.all(
      Array.from({ length: 20 }, (_, n) => signed({ ...keys.usgov, kid: `forged-${n}` }, claimsOf(trust))),
    );
    for (const assertion of forged) expect(await ask(as, assertion)).toEqual(REFUSED);
    expect(entra.usgov.fetches - before).toBe(1);
    expect((await ask(as, await signed(keys.usgov, claimsOf(trust)))).status).toBe(200);
  });
});

describe('what was decided', () => {
  const decisionsOf = async ({ tenantId, connectionId }: TestConnection): Promise<Record<string, unknown>[]> => {
    const url = `${api.service.internalUrl}/admin/tenants/${tenantId}/connections/${connectionId}/decisions`;
    return ((await (await fetch(url, { headers: OPERATOR })).json()) as { items: Record<string, unknown>[] }).items;
  };

  it('is told of a connection, with what was expected and what came, the last fifty', async () => {
    const { as, trust } = await federated('global');
    const claims = claimsOf(trust);
    const [aud, token] = [randomUUID(), await signed(keys.global, claims)];
    await ask(as, token);
    await ask(as, await signed(keys.global, { ...claims, aud }));
    const items = await eventually('both are kept', async () => {
      const found = await decisionsOf(as);
      return found.length === 2 && found;
    });
    const common = { method: 'federated', credentialId: null, network: '127.0.0.0/24', id: expect.any(String) };
    expect(items).toEqual([
      { ...common, at: expect.any(String), reason: 'assertion_audience', expected: trust.audience, received: aud },
      { ...common, at: expect.any(String), reason: null, expected: null, received: null },
    ]);
    expect(JSON.stringify(items)).not.toContain(token.slice(-20));
    await Promise.all(Array.from({ length: 60 }, () => ask(as, 'x.y.z')));
    await eventually('the oldest are gone', async () => {
      const found = await decisionsOf(as);
      return found.length === 50 && found.every(({ reason }) => reason === 'assertion_malformed');
    });
    const { rowCount } = await api.owner.query('select from decisions where connection_id = $1', [as.connectionId]);
    expect(rowCount).toBe(50);
    const elsewhere = { ...as, tenantId: (await api.addTenant()).tenantId };
    expect(await decisionsOf(elsewhere)).toBeUndefined();
  });

  it('of a client that nobody knows is the operator’s to see', async () => {
    const connectionId = randomUUID();
    const unknown = async () => {
      const response = await fetch(`${api.service.internalUrl}/admin/unknown-clients`, { headers: OPERATOR });
      return ((await response.json()) as { items: Record<string, unknown>[] }).items;
    };
    for (const _time of [1, 2, 3]) await ask({ ...api.first, connectionId }, 'x.y.z');
    const kept = await eventually('all are counted', async () =>
      (await unknown()).find(({ client, count }) => client === connectionId && count === 3),
    );
    expect(kept).toMatchObject({ method: 'federated', network: '127.0.0.0/24' });
    await Promise.all(Array.from({ length: 60 }, () => ask({ ...api.first, connectionId: randomUUID() }, 'x.y.z')));
    await eventually('the one of before is gone', async () =>
      (await unknown()).every(({ client }) => client !== connectionId),
    );
    expect((await api.owner.query('select from unknown_clients')).rowCount).toBeLessThanOrEqual(50);
  });
});

describe('the setting', () => {
  it('is refused without what it needs, and for a cloud in no words of its own', async () => {
    const as = await api.addTenant();
    const without = await patch(as, { methods: { federated: true } });
    expect(without).toMatchObject({ status: 400, body: { code: 'federation-missing' } });
    for (const [member, value] of [
      ['cloud', 'moon'],
      ['tenantId', 'contoso'],
      ['subject', 'a b'],
      ['audience', 'https://rollcall.test'],
      ['issuer', 'https://evil.test'],
    ] as const) {
      const answer = await patch(as, { federation: { ...trustOf('global'), [member]: value } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-body', member: `federation.${member}` } });
    }
  });

  it('cannot be taken away from a method that is on', async () => {
    const { as } = await federated('global');
    expect(await patch(as, { federation: null })).toMatchObject({ status: 400, body: { code: 'federation-missing' } });
    expect((await patch(as, { federation: null, methods: { federated: false } })).status).toBe(200);
  });
});

describe('a token that Entra sends itself', () => {
  const APPLICATION = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';
  const bearerOf = (trust: Trust, more: object = {}) =>
    signed(keys[trust.cloud], {
      ...claimsOf(trust),
      iss: `${entra[trust.cloud].url}/${trust.tenantId}/`,
      aud: APPLICATION,
      ...more,
    });

  it('lets in where the connection takes it, and nowhere else', async () => {
    const [as, trust] = [await api.addTenant(), trustOf('global')];
    const token = await bearerOf(trust);
    expect(await scim(token)).toBe(401);
    const on = await patch(as, { methods: { entraToken: true }, federation: trust });
    expect(on).toMatchObject({
      status: 200,
      body: { warnings: [{ code: 'entra-token-on' }, { code: 'credentials-never-expire' }] },
    });
    const made = await api.ask('POST', '/Users', { body: { userName: 'entra@x' }, as: { ...as, token } });
    expect(made.status).toBe(201);
    expect((await api.ask('GET', `/Users/${String(made.body.id)}`, { as })).status).toBe(200);
    const wrong = [
      await bearerOf(trust, { aud: randomUUID() }),
      await bearerOf(trust, { sub: randomUUID() }),
      await bearerOf(trust, { tid: randomUUID() }),
      await bearerOf(trust, { iss: `https://sts.windows.net/${trust.tenantId}/` }),
      await bearerOf({ ...trust, tenantId: randomUUID() }),
      await bearerOf({ ...trust, cloud: 'usgov' }),
    ];
    for (const bad of wrong) expect(await scim(bad)).toBe(401);
    await patch(as, { methods: { entraToken: false } });
    expect(await scim(token)).toBe(401);
  });

  it('is told of a pause, and lets nobody in while the tenant is suspended, as a token that an assertion got', async () => {
    const [as, trust] = [await api.addTenant(), trustOf('global')];
    await patch(as, { methods: { entraToken: true, federated: true }, federation: trust });
    const got = await ask(as, await signed(keys.global, claimsOf(trust)));
    const tokens = [await bearerOf(trust), String(got.body.access_token)];
    const statuses = (): Promise<number[]> => Promise.all(tokens.map(scim));
    expect(await statuses()).toEqual([200, 200]);
    expect(await act(as, 'pause')).toBe(200);
    expect(await statuses()).toEqual([503, 503]);
    expect(await act(as, '../../suspend')).toBe(200);
    expect(await statuses()).toEqual([401, 401]);
    expect([await act(as, '../../resume'), await act(as, 'resume')]).toEqual([200, 200]);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('lets in to one connection: a second one for that tenant of Entra is refused', async () => {
    const [as, other, trust] = [await api.addTenant(), await api.addTenant(), trustOf('global')];
    const asked = { methods: { entraToken: true }, federation: trust };
    expect((await patch(as, asked)).status).toBe(200);
    expect(await patch(other, asked)).toMatchObject({ status: 409, body: { code: 'entra-tenant-taken' } });
  });
});

it('names in /readyz who stands in for Entra', async () => {
  const readyz = await fetch(`${api.service.internalUrl}/readyz`);
  const { status, checks, because } = (await readyz.json()) as {
    status: string;
    checks: object;
    because: Record<string, string>;
  };
  // As it was set: nobody has to look.
  expect([readyz.status, status, checks]).toEqual([200, 'ready', expect.objectContaining({ ENTRA_AUTHORITIES: 'ok' })]);
  expect(because.ENTRA_AUTHORITIES).toContain(entra.global.url);
});
