import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { SigningKeys } from '../../storage/admin-signing-key.js';
import { ISSUER, KEY_SECRET, startAdminApi, type AdminApi, type Answer } from '../admin/admin-api.fixture.js';

let api: AdminApi;
let tenant = '';
beforeAll(async () => {
  api = await startAdminApi();
  tenant = (await api.ask('POST', '/admin/tenants', { name: 'Contoso' })).body.id ?? '';
});
afterAll(() => api.stop());

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

async function newReader(audiences: string[], tokenLifetimeSeconds = 600): Promise<Client> {
  const input = { name: 'HR', audiences, tokenLifetimeSeconds };
  const { body } = await api.ask('POST', `/admin/tenants/${tenant}/readers`, input);
  return body as unknown as Client;
}

function basic({ clientId, clientSecret }: Client): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
}

function ask(form: Record<string, string>, headers: Record<string, string>): Promise<Answer> {
  return api.ask('POST', '/oauth/token', new URLSearchParams(form), headers);
}

const GRANT = { grant_type: 'client_credentials' };

describe('the token endpoint', () => {
  it('gives a token bound to tenant and audience, which the published keys verify', async () => {
    const reader = await newReader(['directory', 'audit']);
    const answer = await ask({ ...GRANT, audience: 'audit' }, basic(reader));
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 600 } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', api.url));
    const { payload } = await jwtVerify(answer.body.access_token ?? '', keys, {
      issuer: ISSUER,
      audience: 'rollcall:audit',
    });
    expect(payload).toMatchObject({ tid: tenant, sub: reader.clientId, jti: expect.any(String) });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    expect(api.log()).not.toContain(reader.clientSecret);
  });

  it.each([
    ['identity-administrator', ['directory', 'audit', 'notifier', 'activity', 'admin']],
    ['auditor', ['directory', 'audit', 'notifier', 'activity', 'admin']],
    ['people', ['directory', 'notifier', 'admin']],
    ['employee', ['directory']],
  ])('says in tokens of the role %s what it is, for %j', async (role, audiences) => {
    const input = { name: 'HR', roles: [role] };
    const { body } = await api.ask('POST', `/admin/tenants/${tenant}/readers`, input);
    expect(body).toMatchObject({ roles: [role], audiences });
    for (const audience of ['directory', 'audit', 'notifier', 'activity', 'admin']) {
      const answer = await ask({ ...GRANT, audience }, basic(body as unknown as Client));
      expect(answer.status).toBe(audiences.includes(audience) ? 200 : 400);
      if (answer.status === 200) expect(decodeJwt(answer.body.access_token ?? '')).toMatchObject({ roles: [role] });
    }
  });

  it('says no role where another was given the audience for itself, which opens all there', async () => {
    const input = { name: 'HR', roles: ['auditor'], audiences: ['audit', 'admin'] };
    const reader = (await api.ask('POST', `/admin/tenants/${tenant}/readers`, input)).body as unknown as Client;
    const rolesAt = async (audience: string) =>
      decodeJwt((await ask({ ...GRANT, audience }, basic(reader))).body.access_token ?? '').roles;
    const roles = ['auditor'];
    expect(await Promise.all(['directory', 'audit', 'admin'].map(rolesAt))).toEqual([roles, undefined, roles]);
  });

  it.each([
    ['the present unless told', {}, 'directory:read'],
    ['what a role of it sees', { roles: ['people'] }, 'directory:read directory:history'],
    ['the past as well', { scopes: ['directory:history', 'directory:read'] }, 'directory:history directory:read'],
  ])('says of the directory what the reader sees of it: %s', async (_what, more, scope) => {
    const input = { name: 'HR', audiences: ['directory', 'audit'], ...more };
    const { body } = await api.ask('POST', `/admin/tenants/${tenant}/readers`, input);
    expect(body).toMatchObject({ scopes: scope.split(' ') });
    const answers = await Promise.all(
      ['directory', 'audit'].map((audience) => ask({ ...GRANT, audience }, basic(body as unknown as Client))),
    );
    const said = answers.map((answer) => [answer.body.scope, decodeJwt(answer.body.access_token ?? '').scope]);
    expect(said).toEqual([
      [scope, scope],
      [undefined, undefined],
    ]);
    const { items } = (await api.ask('GET', `/admin/tenants/${tenant}/readers?limit=200`)).body;
    expect(items).toContainEqual(expect.objectContaining({ clientId: body.clientId, scopes: scope.split(' ') }));
  });

  it('says no scope of a role, which sees what it sees, and takes none that is of nothing', async () => {
    const asked = (input: object) => api.ask('POST', `/admin/tenants/${tenant}/readers`, { name: 'HR', ...input });
    const { body } = await asked({ roles: ['employee'] });
    expect(body).toMatchObject({ scopes: [] });
    const answer = await ask({ ...GRANT, audience: 'directory' }, basic(body as unknown as Client));
    expect(decodeJwt(answer.body.access_token ?? '')).not.toHaveProperty('scope');
    for (const input of [{ roles: ['auditor'] }, { audiences: ['audit'] }]) {
      const refused = await asked({ ...input, scopes: ['directory:read'] });
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-body', member: 'scopes' } });
    }
    const unknown = await asked({ audiences: ['directory'], scopes: ['directory:write'] });
    expect(unknown).toMatchObject({
      status: 400,
      body: { member: 'scopes.0', detail: expect.stringContaining('directory:read or directory:history') },
    });
  });

  it('keeps the past for readers of before, and for those that the release before makes', async () => {
    const id = '0198c0de-0000-7000-8000-0000000000bb';
    const made = `select issue_reader($1::uuid, $2::uuid, 'Before', '{directory}', 600, now(), '{}', '{directory}') as secret`;
    const { rows } = await api.owner.query<{ secret: string }>(made, [id, tenant]);
    const client = { clientId: id, clientSecret: rows[0]?.secret ?? '' };
    const { access_token: token = '' } = (await ask(GRANT, basic(client))).body;
    expect(decodeJwt(token).scope).toBe('directory:read directory:history');
  });

  it('says no role of a reader that has none, and of none that may read nothing', async () => {
    const answer = await ask({ ...GRANT, audience: 'audit' }, basic(await newReader(['audit'])));
    expect(decodeJwt(answer.body.access_token ?? '')).not.toHaveProperty('roles');
    const nothing = await api.ask('POST', `/admin/tenants/${tenant}/readers`, { name: 'HR' });
    expect(nothing).toMatchObject({ status: 400, body: { code: 'invalid-body', member: 'audiences' } });
    for (const role of ['root', 'operator']) {
      const unknown = await api.ask('POST', `/admin/tenants/${tenant}/readers`, { name: 'HR', roles: [role] });
      expect(unknown).toMatchObject({ status: 400, body: { code: 'invalid-body', member: 'roles.0' } });
    }
  });

  it('takes the secret in the body as well, and the only audience when none is named', async () => {
    const { clientId, clientSecret } = await newReader(['notifier']);
    const body = { ...GRANT, client_id: clientId, client_secret: clientSecret };
    const response = await fetch(`${api.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(body) });
    expect(response.status).toBe(200);
  });

  it('answers errors as RFC 6749 §5.2 says', async () => {
    const reader = await newReader(['directory', 'audit']);
    const wrong = { ...reader, clientSecret: `${reader.clientSecret}x` };
    const cases: [Record<string, string>, Client, number, string][] = [
      [{}, reader, 400, 'invalid_request'],
      [{ grant_type: 'password' }, reader, 400, 'unsupported_grant_type'],
      [GRANT, reader, 400, 'invalid_request'],
      [{ ...GRANT, audience: 'notifier' }, reader, 400, 'invalid_target'],
      [{ ...GRANT, client_secret: 'x' }, reader, 400, 'invalid_request'],
      [GRANT, wrong, 401, 'invalid_client'],
      [GRANT, { ...reader, clientId: '0198c0de-0000-7000-8000-000000000001' }, 401, 'invalid_client'],
      [GRANT, { ...reader, clientId: 'nobody' }, 401, 'invalid_client'],
    ];
    for (const [form, client, status, error] of cases) {
      expect(await ask(form, basic(client))).toMatchObject({ status, body: { error } });
    }
    expect((await ask(GRANT, basic(wrong))).headers.get('www-authenticate')).toContain('Basic');
  });

  it('gives nothing more to a revoked reader', async () => {
    const reader = await newReader(['directory']);
    expect((await ask(GRANT, basic(reader))).status).toBe(200);
    expect((await api.ask('DELETE', `/admin/tenants/${tenant}/readers/${reader.clientId}`)).status).toBe(204);
    expect((await ask(GRANT, basic(reader))).status).toBe(401);
  });

  it('bounds how long a token is good for', async () => {
    const answer = await api.ask('POST', `/admin/tenants/${tenant}/readers`, {
      name: 'HR',
      audiences: ['directory'],
      tokenLifetimeSeconds: 48 * 3600 + 1,
    });
    expect(answer).toMatchObject({ status: 400, body: { member: 'tokenLifetimeSeconds' } });
  });
});

describe('the signing keys', () => {
  it('are the same for every process, also when several start at once', async () => {
    const other = await Promise.all(
      [1, 2, 3, 4].map(() => SigningKeys.open({ pool: api.pool, keySecret: KEY_SECRET })),
    );
    expect(new Set(other.map((keys) => keys.kid)).size).toBe(1);
    await api.owner.query('delete from signing_keys');
    const fresh = await Promise.all(
      [1, 2, 3, 4].map(() => SigningKeys.open({ pool: api.pool, keySecret: KEY_SECRET })),
    );
    expect(new Set(fresh.map((keys) => keys.kid)).size).toBe(1);
  });

  it('are published without their private half', async () => {
    const { body } = await api.ask('GET', '/.well-known/jwks.json', undefined, { authorization: '' });
    const [key] = body.keys as unknown as Record<string, string>[];
    expect(Object.keys(key ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    const token = (await ask({ ...GRANT }, basic(await newReader(['audit'])))).body.access_token ?? '';
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: key?.kid });
  });
});
