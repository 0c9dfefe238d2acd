import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, generateKeyPair, jwtVerify, type JWTPayload } from 'jose';
import { INSTALLATION } from '#contracts';
import { ISSUER, startAdminApi, type AdminApi } from '../admin/admin-api.fixture.js';
import { ACCOUNT, ask, TestConsole } from './console.fixture.js';

let api: AdminApi;
let client: TestConsole;
let tid = '';
beforeAll(async () => {
  api = await startAdminApi();
  client = await TestConsole.registered(api);
  tid = String((await api.ask('POST', '/admin/tenants', { name: 'Contoso' })).body.id);
});
afterAll(() => api.stop());

const seconds = (): number => Math.floor(Date.now() / 1_000);

describe('the exchange of what the console signed', () => {
  it('gives a token of five minutes with the same claims, for one audience', async () => {
    const now = seconds();
    const answer = await ask(api, await client.form({ tid, auth_time: now }, 'rollcall:audit'));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: 300,
      },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', api.url));
    const { payload } = await jwtVerify(String(answer.body.access_token), keys, {
      issuer: ISSUER,
      audience: 'rollcall:audit',
    });
    const said = { sub: ACCOUNT, tid, roles: ['identity-administrator'], auth_time: now, amr: ['hwk'] };
    expect(payload).toMatchObject({ ...said, addr: '203.0.113.0/24', azp: client.kid });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it('gives one to an operator of the installation, which is no tenant', async () => {
    const answer = await ask(api, await client.form({ tid: INSTALLATION, roles: ['operator'] }, 'rollcall:admin'));
    expect(answer.status).toBe(200);
  });

  it('does so in another process, too, and what is used in one is used in the other', async () => {
    const form = await client.form({ tid }, 'rollcall:admin');
    const other = await startAdminApi(undefined, Date.now, api.database);
    try {
      expect((await ask(other, form)).status).toBe(200);
      expect(await ask(api, form)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    } finally {
      await other.stop();
    }
  });
});

describe('whoever is not the console', () => {
  const words = { error: 'invalid_client', error_description: expect.stringContaining('The client is not known') };

  it.each<[string, () => Promise<string>]>([
    ['another key', async () => client.assertion({ key: (await generateKeyPair('ES256')).privateKey })],
    ['a key that nobody registered', () => client.assertion({ kid: 'unknown' })],
    [
      'another algorithm',
      async () => client.assertion({ alg: 'ES384', key: (await generateKeyPair('ES384')).privateKey }),
    ],
    ['another audience', () => client.assertion({ claims: { aud: 'https://elsewhere.test/oauth/token' } })],
    ['another issuer', () => client.assertion({ claims: { iss: 'somebody' } })],
    ['another subject', () => client.assertion({ claims: { sub: ACCOUNT } })],
    ['one that has expired', () => client.assertion({ claims: { iat: seconds() - 70, exp: seconds() - 10 } })],
    ['one that is to be good for an hour', () => client.assertion({ claims: { exp: seconds() + 3_600 } })],
    ['one of the future', () => client.assertion({ claims: { iat: seconds() + 30, exp: seconds() + 60 } })],
    ['one without a jti', () => client.assertion({ claims: { jti: '' } })],
    ['what somebody signed in with', () => client.subject({ tid })],
    ['what is no JWT', () => Promise.resolve('x')],
  ])('is refused in one wording: %s', async (_what, assertion) => {
    const form = await client.form({ tid }, 'rollcall:admin', { client_assertion: await assertion() });
    const { status, body } = await ask(api, form);
    expect({ status, body }).toEqual({ status: 401, body: words });
  });

  it('is refused with an assertion that was used', async () => {
    const form = await client.form({ tid }, 'rollcall:admin');
    expect((await ask(api, form)).status).toBe(200);
    expect(await ask(api, form)).toMatchObject({ status: 401, body: words });
  });

  it('is given nothing more once its key is withdrawn, and what it has is refused here at once', async () => {
    const gone = await TestConsole.registered(api);
    const token = await gone.tokenOf(api, { tid });
    const asked = () => api.ask('GET', `/admin/tenants/${tid}`, undefined, { authorization: `Bearer ${token}` });
    expect((await asked()).status).toBe(200);
    await gone.withdraw();
    expect(await ask(api, await gone.form({ tid }, 'rollcall:admin'))).toMatchObject({ status: 401, body: words });
    expect((await asked()).status).toBe(401);
  });
});

describe('what the console says of somebody', () => {
  const UNKNOWN = '0198c0de-0000-7000-8000-0000000000ff';
  let suspended = '';
  beforeAll(async () => {
    suspended = String((await api.ask('POST', '/admin/tenants', { name: 'Fabrikam' })).body.id);
    await api.ask('POST', `/admin/tenants/${suspended}/suspend`, { reason: 'It was asked for.' });
  });
  let refused: (claims: JWTPayload, audience?: string) => Promise<unknown>;
  beforeEach(() => {
    refused = async (claims, audience = 'rollcall:admin') => {
      const { status, body } = await ask(api, await client.form({ tid, ...claims }, audience));
      return [status, body.error];
    };
  });

  it.each<[string, () => JWTPayload]>([
    ['another audience', () => ({ aud: ISSUER })],
    ['another issuer', () => ({ iss: 'somebody' })],
    ['an expiry that has been', () => ({ iat: seconds() - 70, exp: seconds() - 10 })],
    ['a life of an hour', () => ({ exp: seconds() + 3_600 })],
    ['a role that is none', () => ({ roles: ['root'] })],
    ['a role that is none beside one', () => ({ roles: ['auditor', 'root'] })],
    ['no role', () => ({ roles: [] })],
    ['a tenant that nobody knows', () => ({ tid: UNKNOWN })],
    ['a tenant that is suspended', () => ({ tid: suspended })],
    ['a tenant that is none', () => ({ tid: 'contoso' })],
    ['an operator of a tenant', () => ({ roles: ['operator'] })],
    ['an administrator of all tenants', () => ({ tid: INSTALLATION })],
    ['an operator with a role beside', () => ({ tid: INSTALLATION, roles: ['operator', 'auditor'] })],
    ['a sign-in of the future', () => ({ auth_time: seconds() + 60 })],
    ['no sign-in', () => ({ auth_time: undefined })],
    ['an address that is no range', () => ({ addr: '<script>' })],
    ['the console itself', () => ({ sub: 'console' })],
  ])('is refused: %s', async (_what, claims) => {
    expect(await refused(claims())).toEqual([400, 'invalid_request']);
  });

  it('is refused when another key says it', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const other = await TestConsole.registered(api);
    for (const subject_token of [await client.subject({ tid }, { key: privateKey }), await other.subject({ tid })]) {
      const answer = await ask(api, await client.form({ tid }, 'rollcall:admin', { subject_token }));
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    }
  });

  it('opens nothing where its roles have nothing', async () => {
    expect(await refused({ roles: ['employee'] }, 'rollcall:audit')).toEqual([400, 'invalid_target']);
    expect(await refused({}, 'rollcall:everything')).toEqual([400, 'invalid_target']);
  });
});
