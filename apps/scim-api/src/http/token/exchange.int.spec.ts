import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, generateKeyPair, jwtVerify, type JWTPayload } from 'jose';
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

const APPROVED = { act: 'people.erase', object: 'ada', by: '0198c0de-0000-7000-8000-0000000000a2' };
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

  it('says whose account it is, and whether who looks after people sees what is sensitive', async () => {
    const asked = async (claims: JWTPayload): Promise<unknown> => {
      const { status, body } = await ask(api, await client.form({ tid, ...claims }, 'rollcall:directory'));
      return status === 200 ? decodeJwt(String(body.access_token)) : body.error_description;
    };
    const person = '0198c0de-0000-7000-8000-0000000000c1';
    expect(await asked({ roles: ['people'], person, sensitive: true })).toMatchObject({ person, sensitive: true });
    const plain = await asked({ roles: ['people'], sensitive: false });
    expect(plain).not.toHaveProperty('sensitive');
    expect(plain).not.toHaveProperty('person');
    const refusals = [
      await asked({ roles: ['identity-administrator'], sensitive: true }),
      await asked({ roles: ['people'], sensitive: 'yes' }),
      await asked({ roles: ['people'], person: 'Ada King' }),
      await asked({ tid: INSTALLATION, roles: ['operator'], person }),
    ];
    expect(refusals.map((said) => String(said).split(' ')[1])).toEqual(['sensitive', 'sensitive', 'person', 'person']);
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

describe('what another administrator has approved', () => {
  it.each([[APPROVED], [{ act: 'people.erase', object: 'ada', alone: true }]])(
    'is said in a token of a minute: %j',
    async (approved) => {
      const { body } = await ask(api, await client.form({ tid, approved }, 'rollcall:directory'));
      const said = decodeJwt(String(body.access_token));
      expect(said.approved).toEqual(approved);
      expect([(said.exp ?? 0) - (said.iat ?? 0), body.expires_in]).toEqual([60, 60]);
    },
  );

  it('is said of nothing that it was not asked for', async () => {
    const { body } = await ask(api, await client.form({ tid }, 'rollcall:directory'));
    expect(decodeJwt(String(body.access_token))).not.toHaveProperty('approved');
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
    ['one whose jti is no text', () => client.assertion({ claims: { jti: 7 as never } })],
    ['what somebody signed in with', () => client.subject({ tid })],
    ['what is no JWT', () => Promise.resolve('x')],
  ])('is refused in one wording: %s', async (_what, assertion) => {
    const form = await client.form({ tid }, 'rollcall:admin', { client_assertion: await assertion() });
    const { status, body } = await ask(api, form);
    expect({ status, body }).toEqual({ status: 401, body: words });
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['by a header beside the assertion', {}, { authorization: `Basic ${btoa('console:secret')}` }],
    ['as another client than the assertion says', { client_id: ACCOUNT }, {}],
  ])('is answered 400 where it asks %s', async (_how, more, headers) => {
    const form = await client.form({ tid }, 'rollcall:admin', more);
    expect(await ask(api, form, headers)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect((await ask(api, { ...form, client_id: 'console' })).status).toBe(200);
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

describe('an operator whom a tenant lets look', () => {
  const path = (id = ''): string => `/admin/tenants/${tid}/grants${id}`;
  const asOperator = { tid: INSTALLATION, roles: ['operator'] };
  const grant = async (hours = 1): Promise<string> =>
    String((await api.ask('POST', path(), { hours, reason: 'Ticket 7.' })).body.id);
  const asked = async (audience: string, more: JWTPayload = {}): Promise<unknown> => {
    const { status, body } = await ask(api, await client.form({ ...asOperator, granted: tid, ...more }, audience));
    return status === 200 ? decodeJwt(String(body.access_token)) : body.error;
  };
  beforeEach(() => api.owner.query('truncate grants'));

  it('gets a token of a minute for it, which says by which grant', async () => {
    const id = await grant();
    for (const audience of ['directory', 'audit', 'activity']) {
      const said = (await asked(audience)) as JWTPayload;
      expect(said).toMatchObject({ sub: ACCOUNT, tid, roles: ['operator'], grant: id, azp: client.kid });
      expect((said.exp ?? 0) - (said.iat ?? 0)).toBe(60);
    }
  });

  it('gets none before, nor after it was taken back or has ended', async () => {
    expect(await asked('directory')).toBe('invalid_target');
    const id = await grant();
    expect(await asked('directory')).toMatchObject({ grant: id });
    expect((await api.ask('DELETE', path(`/${id}`))).status).toBe(204);
    expect(await asked('directory')).toBe('invalid_target');
    await grant();
    await api.owner.query(`update grants set expires_at = now() + interval '20 seconds' where revoked_at is null`);
    const said = (await asked('directory')) as JWTPayload;
    expect((said.exp ?? 0) - (said.iat ?? 0)).toBeLessThanOrEqual(20);
    await api.owner.query('update grants set expires_at = now()');
    expect(await asked('directory')).toBe('invalid_target');
  });

  it('gets none for what administers or mails, nor for another tenant', async () => {
    await grant();
    expect([await asked('admin'), await asked('notifier')]).toEqual(['invalid_target', 'invalid_target']);
    const other = String((await api.ask('POST', '/admin/tenants', { name: 'Tailspin' })).body.id);
    expect(await asked('directory', { granted: other })).toBe('invalid_target');
  });

  it('is an operator: nobody of a tenant looks by a grant', async () => {
    await grant();
    for (const claims of [
      { tid, roles: ['identity-administrator'] },
      { granted: INSTALLATION },
      { granted: 'x' },
      { granted: 7 },
    ])
      expect(await asked('directory', claims)).toBe('invalid_request');
  });

  it('is let in for one to eight hours, with a reason, by twenty grants at most', async () => {
    for (const body of [
      { hours: 0, reason: 'x' },
      { hours: 9, reason: 'x' },
      { hours: 1.5, reason: 'x' },
      { hours: 1 },
    ])
      expect((await api.ask('POST', path(), body)).status).toBe(400);
    for (let n = 0; n < 20; n += 1) await grant();
    expect(await api.ask('POST', path(), { hours: 1, reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'too-many-grants' },
    });
    const { body } = await api.ask('GET', '/admin/grants?limit=1');
    expect(body).toMatchObject({ items: [{ tenantId: tid, tenantName: 'Contoso', tenantSlug: 'contoso' }] });
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
    ['an address that there is none of', () => ({ addr: '999.999.999.999/24' })],
    ['a range that is wider than an address', () => ({ addr: '203.0.113.0/33' })],
    ['an account that is a number', () => ({ sub: 7 as never })],
    ['an account that is a list', () => ({ sub: ['a'] as never })],
    ['the console itself', () => ({ sub: 'console' })],
    ['an approval by nobody', () => ({ approved: { act: 'people.erase', object: 'ada' } })],
    ['an approval of what is too long', () => ({ approved: { ...APPROVED, object: 'x'.repeat(201) } })],
    ['an approval that says more', () => ({ approved: { ...APPROVED, alone: true } })],
    ['an approval of an operator', () => ({ tid: INSTALLATION, roles: ['operator'], approved: APPROVED })],
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
