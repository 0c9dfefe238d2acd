import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { OTHER_TENANT, TENANT, type Browser } from './console.fixture.js';
import { EntraStandIn } from './oidc/entra.fixture.js';
import { APP, askingAs, beginAnew, OIDC, SAML, startSignOn, TID, type SignOnConsole } from './sign-on.fixture.js';

let signOn: SignOnConsole;
let console: SignOnConsole['console'];
let administrator: Browser;
beforeAll(async () => {
  signOn = await startSignOn();
  ({ console } = signOn);
});
afterAll(() => signOn?.stop());
beforeEach(async () => {
  administrator = await beginAnew(console);
});

const ask = (path: string, method = 'GET', body?: unknown, by = administrator) =>
  askingAs(console, by)(path, method, body);
const codeOf = async (...asked: Parameters<typeof ask>): Promise<unknown[]> => {
  const { status, body } = await ask(...asked);
  return status < 300 ? [status] : [status, body.code];
};
const acts = async (): Promise<string[]> => (await console.acts()).map(({ act }) => act);

describe('the settings of single sign-on', () => {
  it('say what Entra has to be told, before there are any', async () => {
    expect((await ask('')).body).toEqual({
      redirectUri: 'http://localhost:7306/sso/oidc/callback',
      logoutUri: 'http://localhost:7306/sso/oidc/logout',
      entityId: 'http://localhost:7306/sso/saml/metadata',
      acsUrl: 'http://localhost:7306/sso/saml/acs',
      clouds: ['global', 'usgov'],
      roles: [
        { value: 'Rollcall.IdentityAdministrator', name: 'identity-administrator' },
        { value: 'Rollcall.Auditor', name: 'auditor' },
        { value: 'Rollcall.People', name: 'people' },
        { value: 'Rollcall.Employee', name: 'employee' },
      ],
      oidc: null,
      saml: null,
      microsoft: null,
      microsoftApp: null,
      employees: false,
      enforced: null,
      emergency: { count: 0, advised: 2 },
    });
  });

  it('are kept, and the secret is never read back', async () => {
    const expiresAt = OIDC.secretExpiresAt;
    expect(await codeOf('/oidc', 'PUT', { ...OIDC, tenantId: TID.toUpperCase(), secretExpiresAt: expiresAt })).toEqual([
      204,
    ]);
    expect(await codeOf('/saml', 'PUT', { ...SAML, idpInitiated: true })).toEqual([204]);
    expect(await codeOf('', 'PATCH', { employees: true })).toEqual([204]);
    const { body } = await ask('');
    const tested = { testedAt: null, testedBy: null };
    expect(body).toMatchObject({
      oidc: { on: true, cloud: 'global', tenantId: TID, clientId: APP, secret: { set: true, expiresAt }, ...tested },
      saml: { on: true, cloud: 'global', tenantId: TID, appId: APP, idpInitiated: true, ...tested },
      employees: true,
    });
    const { rows } = await console.owner.query(`select *, encode(secret, 'escape') as shown from sign_on_methods`);
    for (const kept of [
      JSON.stringify(body),
      JSON.stringify(rows),
      JSON.stringify(await console.acts()),
      console.lines.join(''),
    ])
      expect(kept).not.toContain(EntraStandIn.secret);
  });

  it('are one entry each time, of what is another than before', async () => {
    await ask('/oidc', 'PUT', OIDC);
    await ask('/oidc', 'PUT', { ...OIDC, secret: undefined, cloud: 'usgov', on: false });
    await ask('/oidc', 'DELETE');
    await ask('/saml', 'DELETE');
    const told = (await console.acts()).map(({ act, tenantId, changes }) => [act, tenantId, changes]);
    expect(told).toEqual([
      [
        'sign-ons.change',
        TENANT,
        [
          { path: 'oidc.on', before: null, after: 'true' },
          { path: 'oidc.cloud', before: null, after: 'global' },
          { path: 'oidc.tenantId', before: null, after: TID },
          { path: 'oidc.app', before: null, after: APP },
          { path: 'oidc.secret', before: null, after: 'set' },
        ],
      ],
      [
        'sign-ons.change',
        TENANT,
        [
          { path: 'oidc.on', before: 'true', after: 'false' },
          { path: 'oidc.cloud', before: 'global', after: 'usgov' },
        ],
      ],
      ['sign-ons.change', TENANT, [{ path: 'oidc', before: 'there', after: null }]],
    ]);
  });

  it('keep the secret with its app, and with no other', async () => {
    const { secret: _secret, ...bare } = OIDC;
    expect(await codeOf('/oidc', 'PUT', bare)).toEqual([400, 'secret-missing']);
    expect(await codeOf('/oidc', 'PUT', { ...bare, on: false })).toEqual([204]);
    await ask('/oidc', 'PUT', OIDC);
    expect(await codeOf('/oidc', 'PUT', bare)).toEqual([204]);
    expect(await codeOf('/oidc', 'PUT', { ...bare, clientId: randomUUID() })).toEqual([400, 'secret-missing']);
    expect(await codeOf('/oidc', 'PUT', { ...bare, tenantId: randomUUID() })).toEqual([400, 'secret-missing']);
  });

  it.each([
    ['a cloud that is not served', '/oidc', { ...OIDC, cloud: 'china' }, 'cloud-not-served'],
    ['no cloud', '/saml', { ...SAML, cloud: 'moon' }, 'invalid-body'],
    ['no tenant', '/oidc', { ...OIDC, tenantId: 'organizations' }, 'invalid-body'],
    ['an address in place of a tenant', '/oidc', { ...OIDC, tenantId: 'https://evil.example' }, 'invalid-body'],
    ['more than there is', '/oidc', { ...OIDC, issuer: 'https://evil.example' }, 'invalid-body'],
    ['a secret of no end', '/oidc', { ...OIDC, secretExpiresAt: null }, 'secret-end-missing'],
    ['a secret of which no end is said', '/oidc', { ...OIDC, secretExpiresAt: undefined }, 'secret-end-missing'],
    ['a secret that has ended', '/oidc', { ...OIDC, secretExpiresAt: '2026-01-01T00:00:00Z' }, 'secret-ended'],
    ['a secret on two lines', '/oidc', { ...OIDC, secret: 'a\nb' }, 'invalid-body'],
  ])('are refused with %s', async (_what, path, body, code) => {
    expect(await codeOf(path, 'PUT', body)).toEqual([400, code]);
    expect(await acts()).toEqual([]);
  });

  it.each([
    ['an auditor', 'auditor', 200],
    ['a people manager', 'people', 403],
    ['an operator, who belongs to no tenant', 'operator', 404],
  ] as const)('are an identity administrator’s to change, and not those of %s', async (_who, as, seen) => {
    const other = await console.signIn(as);
    expect([(await ask('', 'GET', undefined, other)).status]).toEqual([seen]);
    for (const [path, method, body] of WRITES) {
      expect([path, (await ask(path, method, body, other)).status]).toEqual([path, 403]);
    }
  });

  it('are changed soon after signing in alone', async () => {
    await console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);
    for (const [path, method, body] of WRITES) {
      expect([path, ...(await codeOf(path, method, body))]).toEqual([path, 403, 'step-up-required']);
    }
  });

  it('are not changed where the act cannot be told: both are one transaction', async () => {
    await ask('/oidc', 'PUT', OIDC);
    await console.owner.query('alter table outbox add constraint untold check (false) not valid');
    try {
      for (const [path, method, body] of [
        ['/oidc', 'PUT', { ...OIDC, on: false }],
        ['/saml', 'PUT', SAML],
        ['/oidc', 'DELETE', undefined],
        ['', 'PATCH', { employees: true }],
      ] as const) {
        expect([path, (await ask(path, method, body)).status]).toEqual([path, 500]);
      }
    } finally {
      await console.owner.query('alter table outbox drop constraint untold');
    }
    expect((await ask('')).body).toMatchObject({ oidc: { on: true }, saml: null, employees: false });
  });

  it('that let employees in no more end the sessions of who is nothing else, of the own tenant', async () => {
    const [employee, both] = [await console.signIn('people'), await console.signIn('auditor')];
    const elsewhere = await console.signIn('people', OTHER_TENANT);
    await console.owner.query(`update accounts set roles = '{employee}' where roles = '{people}'`);
    await console.owner.query(`update accounts set roles = '{auditor,employee}' where roles = '{auditor}'`);
    const statuses = (): Promise<readonly number[]> =>
      Promise.all([employee, both, elsewhere].map(async (one) => (await console.as(one, '/api/session')).status));
    expect(await codeOf('', 'PATCH', { employees: true })).toEqual([204]);
    expect(await statuses()).toEqual([200, 200, 200]);
    expect(await codeOf('', 'PATCH', { employees: false })).toEqual([204]);
    expect(await statuses()).toEqual([401, 200, 200]);
  });

  it('are those of the own tenant', async () => {
    await ask('/oidc', 'PUT', OIDC);
    const other = await console.signIn('administrator', OTHER_TENANT);
    expect((await ask('', 'GET', undefined, other)).body.oidc).toBeNull();
    expect(await codeOf('/oidc', 'DELETE', undefined, other)).toEqual([404, 'not-found']);
  });

  it('end with the tenant', async () => {
    await ask('/oidc', 'PUT', OIDC);
    const gone = await console.addReplica();
    const path = `/admin/tenants/${TENANT}`;
    const standing = console.services.answers.get(path);
    console.services.answers.set(
      path,
      (_heard, response) => void response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{}'),
    );
    try {
      expect((await console.as(administrator, '/api/session', {}, gone.url)).status).toBe(401);
    } finally {
      if (standing !== undefined) console.services.answers.set(path, standing);
    }
    expect((await console.owner.query('select 1 from sign_on_methods')).rows).toEqual([]);
  });
});

const WRITES = [
  ['/oidc', 'PUT', OIDC],
  ['/saml', 'PUT', SAML],
  ['/oidc', 'DELETE', undefined],
  ['', 'PATCH', { employees: true }],
  ['/test', 'POST', { method: 'oidc' }],
  ['/enforce', 'POST', { name: 'Contoso' }],
  ['/undo', 'POST', {}],
] as const;

describe('the role of the console', () => {
  it('sees the settings of one tenant at a time', async () => {
    await ask('/oidc', 'PUT', OIDC);
    const role = new Client({ connectionString: console.database.url('console') });
    await role.connect();
    try {
      for (const table of ['sign_on', 'sign_on_methods']) {
        expect((await role.query(`select * from ${table}`)).rows).toEqual([]);
        await role.query(`select set_config('rollcall.tenant', $1, false)`, [OTHER_TENANT]);
        expect((await role.query(`select * from ${table}`)).rows).toEqual([]);
      }
    } finally {
      await role.end();
    }
  });
});
