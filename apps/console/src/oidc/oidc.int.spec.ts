import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportSPKI, type JWTPayload } from 'jose';
import { emptyTables, OTHER_TENANT, TENANT, TestConsole } from '../console.fixture.js';
import { EntraStandIn, type Tricks } from './entra.fixture.js';
import { APP, OIDC, TID } from '../sign-on.fixture.js';
import { Visitor } from '../visitor.fixture.js';

const OTHER_TID = '0198c0de-7a11-4000-8000-00000000000b';
const ADA = '0198c0de-7a11-4000-8000-0000000000ad';
const ada: JWTPayload = { oid: ADA, name: 'Ada Lovelace', roles: ['Rollcall.Auditor'] };

let console: TestConsole;
let entra: EntraStandIn;
beforeAll(async () => {
  entra = await EntraStandIn.start();
  console = await TestConsole.start({
    ENTRA_CLOUDS: 'global,usgov,china',
    ENTRA_AUTHORITIES: entra.authorities,
    FAILED_CREDENTIALS_PER_MINUTE: '1000',
  });
  for (const [slug, id] of [
    ['contoso', TENANT],
    ['fabrikam', OTHER_TENANT],
  ] as const) {
    const body = JSON.stringify({ id, name: slug, slug });
    for (const path of [`by-slug/${slug}`, `by-domain/${slug}.example`, id]) {
      console.services.answers.set(`/admin/tenants/${path}`, (_heard, response) => void response.end(body));
    }
  }
  for (const none of ['by-slug/nobody', 'by-slug/-', 'by-domain/nobody.example', 'by-domain/-']) {
    console.services.answers.set(`/admin/tenants/${none}`, (_heard, response) => void response.writeHead(404).end());
  }
});
afterAll(async () => {
  await console?.stop();
  entra?.server.closeAllConnections();
  entra?.server.close();
});
beforeEach(async () => {
  entra.isDown = false;
  await emptyTables(console.owner, 'accounts, sessions, sign_on, used_logins, outbox, outbox_unpublished cascade');
});

/** As an administrator of the tenant sets it. */
async function setUp(change: Record<string, unknown> = {}, tenantId = TENANT): Promise<void> {
  const administrator = await console.signIn('administrator', tenantId);
  const body = { ...OIDC, ...change };
  const answer = await console.as(administrator, '/api/sign-on/oidc', { method: 'PUT', body });
  if (answer.status !== 204) throw new Error(`setting: ${answer.status} ${await answer.text()}`);
  await emptyTables(console.owner, 'accounts, sessions, outbox, outbox_unpublished cascade');
}

interface Coming {
  readonly who?: string;
  readonly to?: string;
  readonly claims?: JWTPayload;
  readonly tricks?: Tricks;
  readonly visitor?: Visitor;
}

/** All the way. @returns where the browser ends */
async function comeIn({ who = 'contoso', to, claims = ada, tricks, visitor = visit() }: Coming = {}) {
  const { url } = await visitor.json('/api/sign-in', { who, ...(to !== undefined && { to }) });
  const back = entra.authorize(String(url), claims, tricks);
  const answer = await visitor.follow(back);
  return { visitor, back, status: answer.status, location: answer.headers.get('location') };
}

const visit = (url?: string): Visitor => new Visitor(console, url);

describe('signing in by OpenID Connect', () => {
  it('asks Entra with code, PKCE, state and nonce, for a tenant that is named by its slug or a mail address', async () => {
    await setUp();
    for (const who of ['contoso', 'Contoso ', 'ada@contoso.example']) {
      const { url } = await visit().json('/api/sign-in', { who });
      const { origin, pathname, searchParams } = new URL(String(url));
      expect(origin + pathname).toBe(`${entra.url}/global/${TID}/oauth2/v2.0/authorize`);
      expect(Object.fromEntries(searchParams)).toMatchObject({
        client_id: APP,
        response_type: 'code',
        response_mode: 'query',
        scope: 'openid profile',
        redirect_uri: 'http://localhost:7306/sso/oidc/callback',
        code_challenge_method: 'S256',
        state: expect.stringMatching(/^[\w-]{43}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      });
      expect(searchParams.has('prompt')).toBe(false);
    }
  });

  it('begins a session with the roles of the app, and goes where somebody wanted to go', async () => {
    await setUp();
    const { visitor, status, location } = await comeIn({ to: '/t/contoso/audit?type=x' });
    expect([status, location]).toEqual([303, '/t/contoso/audit?type=x']);
    expect(await (await console.as(visitor.browser, '/api/session')).json()).toMatchObject({
      account: { name: 'Ada Lovelace', kind: 'oidc' },
      tenant: { id: TENANT },
      roles: ['auditor'],
    });
    expect(await console.acts()).toMatchObject([
      { act: 'sessions.begin', tenantId: TENANT, changes: [{ path: 'methods', after: 'fed' }, { after: 'auditor' }] },
    ]);
    expect(visitor.has('rollcall-login')).toBe(false);
  });

  it.each(['global', 'usgov', 'china'])('takes the issuer of the cloud: %s', async (cloud) => {
    await setUp({ cloud });
    expect((await comeIn()).location).toBe('/');
  });

  it('finds the account by tenant and object of Entra alone, and takes name and roles anew', async () => {
    await setUp();
    await comeIn();
    await comeIn({
      claims: { ...ada, name: 'Ada King', roles: ['people'], preferred_username: 'bea@contoso.example' },
    });
    await comeIn({ claims: { ...ada, oid: randomUUID(), name: 'Ada King' } });
    const { rows } = await console.owner.query('select subject, name, roles from accounts order by created_at');
    expect(rows).toEqual([
      { subject: `${TID}:${ADA}`, name: 'Ada King', roles: ['people'] },
      { subject: expect.stringContaining(TID), name: 'Ada King', roles: ['auditor'] },
    ]);
  });

  it('has a new session id, and ends the session that the browser came with', async () => {
    await setUp();
    const visitor = visit();
    await comeIn({ visitor });
    const first = visitor.browser;
    await comeIn({ visitor });
    expect(visitor.browser.cookie).not.toBe(first.cookie);
    expect((await console.as(first, '/api/session')).status).toBe(401);
    expect((await console.as(visitor.browser, '/api/session')).status).toBe(200);
  });

  it('does not take over an id that somebody planted', async () => {
    await setUp();
    const visitor = visit();
    visitor.plant('rollcall', 'B'.repeat(43));
    await comeIn({ visitor });
    expect(visitor.browser.cookie).not.toContain('BBBB');
  });

  it.each(['//evil.example', '/\\evil.example', '/%2f%2fevil.example', 'https://evil.example', '/\tx', '/api/session'])(
    'goes nowhere but to a page of ours: %j',
    async (to) => {
      await setUp();
      expect((await comeIn({ to })).location).toBe('/');
    },
  );

  it('is of the tenant that was named: two in one installation', async () => {
    await setUp();
    await setUp({ tenantId: OTHER_TID }, OTHER_TENANT);
    const one = await comeIn({ who: 'contoso' });
    const other = await comeIn({ who: 'fabrikam' });
    for (const [{ visitor }, id] of [
      [one, TENANT],
      [other, OTHER_TENANT],
    ] as const) {
      expect(await (await console.as(visitor.browser, '/api/session')).json()).toMatchObject({ tenant: { id } });
    }
  });

  it('goes on by the keys and the addresses that are known while Entra does not publish them', async () => {
    await setUp();
    await comeIn();
    const before = entra.heard.filter((url) => !url.includes('/token')).length;
    expect((await comeIn()).location).toBe('/');
    expect(entra.heard.filter((url) => !url.includes('/token'))).toHaveLength(before);
  });

  it('takes a new key at once', async () => {
    await setUp();
    await comeIn();
    await entra.rotate(`key-${randomUUID()}`);
    expect((await comeIn()).location).toBe('/');
  });

  it('does not look at groups, which may be a link', async () => {
    await setUp();
    const overage = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: `${entra.url}/groups` } } };
    expect((await comeIn({ claims: { ...ada, ...overage } })).location).toBe('/');
    expect(entra.heard).not.toContain('/groups');
  });
});

describe('who is not known', () => {
  it.each(['nobody', 'ada@nobody.example', 'fabrikam', '../../self', 'a'.repeat(300), '@', 'ä@ö'])(
    'gets the one answer, and no cookie: %s',
    async (who) => {
      await setUp();
      const begun = performance.now();
      const answer = await visit().post('/api/sign-in', { who });
      expect([answer.status, await answer.json(), answer.headers.getSetCookie()]).toEqual([200, { url: null }, []]);
      expect(performance.now() - begun).toBeGreaterThan(240);
    },
  );

  it('is slowed when there are too many', async () => {
    const beside = await console.addReplica({ FAILED_CREDENTIALS_PER_MINUTE: '2' });
    const statuses = [];
    for (let at = 0; at < 3; at += 1)
      statuses.push((await visit(beside.url).post('/api/sign-in', { who: 'nobody' })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

const refusedAs = (code: string) => `/sign-in?refused=${code}`;
const seconds = (from: number) => Math.floor(Date.now() / 1_000) + from;
const hs256 = async (claims: JWTPayload, { publicKey, kid }: EntraStandIn): Promise<string> => {
  const body = [{ alg: 'HS256', typ: 'JWT', kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${body}.${createHmac('sha256', await exportSPKI(publicKey))
    .update(body)
    .digest('base64url')}`;
};
const unsigned = (claims: JWTPayload): string =>
  `${[{ alg: 'none', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

describe('what comes back from Entra', () => {
  it.each<[string, Tricks, string]>([
    ['with the nonce of another login', { claims: { nonce: 'another' } }, 'not-valid'],
    ['without a nonce', { claims: { nonce: undefined } }, 'not-valid'],
    ['of another tenant', { claims: { tid: OTHER_TID } }, 'not-valid'],
    ['of another issuer', { claims: { iss: `https://login.microsoftonline.com/${TID}/v2.0` } }, 'not-valid'],
    ['for another app', { claims: { aud: randomUUID() } }, 'not-valid'],
    ['for another app, too', { claims: { aud: [APP, randomUUID()] } }, 'not-valid'],
    ['that expired', { claims: { exp: seconds(-120) } }, 'not-valid'],
    ['that is old', { claims: { iat: seconds(-1_000) } }, 'not-valid'],
    ['that names nobody', { claims: { oid: undefined } }, 'not-valid'],
    ['unsigned', { sign: unsigned }, 'not-valid'],
    ['signed by HS256 with the public key', { sign: hs256 }, 'not-valid'],
    ['by a key that nobody knows', { sign: (claims, by) => by.sign(claims, { kid: 'unknown' }) }, 'not-valid'],
    ['by a key that is not named', { sign: (claims, by) => by.sign(claims, { kid: '' }) }, 'not-valid'],
    ['as a token of another kind', { sign: (claims, by) => by.sign(claims, { typ: 'at+jwt' }) }, 'not-valid'],
    [
      'changed after it was signed',
      { sign: async (claims, by) => `${(await by.sign(claims)).slice(0, -6)}AAAAAA` },
      'not-valid',
    ],
    ['without a role that is known', { claims: { roles: ['Something.Else'] } }, 'no-role'],
  ])('is refused %s', async (_what, tricks, code) => {
    await setUp();
    const { visitor, location } = await comeIn({ tricks });
    expect(location).toBe(refusedAs(code));
    expect(visitor.has('rollcall')).toBe(false);
    expect((await console.owner.query('select 1 from sessions')).rows).toEqual([]);
  });

  it.each([
    ['to another state', (back: string) => back.replace(/state=[\w-]+/, 'state=another'), 'not-valid'],
    ['to no state', (back: string) => back.replace(/&state=[\w-]+/, ''), 'not-valid'],
    ['to two states', (back: string) => `${back}&state=another`, 'not-valid'],
    ['with another code', (back: string) => back.replace(/code=[\w-]+/, 'code=another'), 'not-valid'],
    ['with a refusal', (back: string) => back.replace(/code=[\w-]+/, 'error=access_denied'), 'cancelled'],
    ['with an error', (back: string) => back.replace(/code=[\w-]+/, 'error=server_error'), 'not-valid'],
  ])('is refused that answers %s', async (_what, change, code) => {
    await setUp();
    const visitor = visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    const answer = await visitor.follow(change(entra.authorize(String(url), ada)));
    expect(answer.headers.get('location')).toBe(refusedAs(code));
  });

  it('is another browser’s login, or nobody’s: refused, and whose it is goes on', async () => {
    await setUp();
    const [mine, stranger] = [visit(), visit()];
    const { url } = await mine.json('/api/sign-in', { who: 'contoso' });
    const back = entra.authorize(String(url), ada);
    expect((await stranger.follow(back)).headers.get('location')).toBe(refusedAs('expired'));
    await stranger.json('/api/sign-in', { who: 'contoso' });
    expect((await stranger.follow(back)).headers.get('location')).toBe(refusedAs('not-valid'));
    const elsewhere = await mine.follow(back.replace(/state=[\w-]+/, 'state=another'));
    expect(elsewhere.headers.get('location')).toBe(refusedAs('not-valid'));
    expect((await mine.follow(back)).headers.get('location')).toBe('/');
  });

  it('is taken once, by two replicas at once, too', async () => {
    await setUp();
    const beside = await console.addReplica();
    const visitor = visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    const back = entra.authorize(String(url), ada);
    const cookie = visitor.cookie;
    const answers = await Promise.all(
      [console.service.url, beside.url].map((replica) => visit(replica).follow(back, cookie)),
    );
    expect(answers.map((answer) => answer.headers.get('location')).toSorted()).toEqual(['/', refusedAs('expired')]);
    expect((await visit().follow(back, cookie)).headers.get('location')).toBe(refusedAs('expired'));
    expect((await console.owner.query('select 1 from sessions')).rows).toHaveLength(1);
  });

  it('is refused when the way was turned off meanwhile, or the tenant was suspended', async () => {
    await setUp();
    const visitor = visit();
    const leave = async (): Promise<string> =>
      entra.authorize(String((await visitor.json('/api/sign-in', { who: 'contoso' })).url), ada);
    const back = await leave();
    await setUp({ on: false });
    expect((await visitor.follow(back)).headers.get('location')).toBe(refusedAs('off'));
    await setUp();
    const second = await leave();
    const beside = await console.addReplica();
    const suspended = JSON.stringify({ id: TENANT, name: 'contoso', suspendedAt: '2026-12-01T00:00:00Z' });
    const path = `/admin/tenants/${TENANT}`;
    const standing = console.services.answers.get(path);
    console.services.answers.set(path, (_heard, response) => void response.end(suspended));
    try {
      const answer = await visit(beside.url).follow(second, visitor.cookie);
      expect(answer.headers.get('location')).toBe(refusedAs('suspended'));
    } finally {
      if (standing !== undefined) console.services.answers.set(path, standing);
    }
  });

  it('ends what somebody had, when Entra gives no role any more, by an entry that says who', async () => {
    await setUp();
    const { visitor } = await comeIn();
    await comeIn({ claims: { ...ada, roles: [] } });
    expect((await console.as(visitor.browser, '/api/session')).status).toBe(401);
    expect((await console.acts()).map(({ act, tenantId }) => [act, tenantId])).toEqual([
      ['sessions.begin', TENANT],
      ['sign-ons.refuse', TENANT],
    ]);
  });
});

describe('who signs out at Entra', () => {
  const logout = (query: string) => fetch(`${console.service.url}/sso/oidc/logout?${query}`, { redirect: 'manual' });
  const issuer = (tid: string) => encodeURIComponent(`https://login.microsoftonline.com/${tid}/v2.0`);

  it('is signed out here, by one entry', async () => {
    await setUp();
    const { visitor } = await comeIn({ claims: { ...ada, sid: 'sid-of-ada' } });
    const { visitor: other } = await comeIn({ claims: { ...ada, oid: randomUUID(), sid: 'another' } });
    for (const nothing of [
      '',
      'sid=',
      `sid=sid-of-ada&iss=${issuer(OTHER_TID)}`,
      'sid=sid-of-ada&iss=x',
      'sid=sid-of-ada&sid=x',
    ])
      expect((await logout(nothing)).status).toBe(200);
    expect((await console.as(visitor.browser, '/api/session')).status).toBe(200);
    expect((await logout(`sid=sid-of-ada&iss=${issuer(TID)}`)).status).toBe(200);
    expect((await console.as(visitor.browser, '/api/session')).status).toBe(401);
    expect((await console.as(other.browser, '/api/session')).status).toBe(200);
    const ended = (await console.acts()).filter(({ act }) => act === 'sessions.end');
    expect(ended).toMatchObject([{ tenantId: TENANT, changes: [{ after: 'signed out at Entra' }] }]);
  });
});

describe('a step-up', () => {
  it('asks for a sign-in anew, and gives the account a new session', async () => {
    await setUp();
    const { visitor } = await comeIn();
    const before = visitor.browser;
    const { url } = await visitor.json('/api/session/step-up', { to: '/t/contoso/team' });
    expect(Object.fromEntries(new URL(String(url)).searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    const answer = await visitor.follow(entra.authorize(String(url), { ...ada, auth_time: seconds(-10) }));
    expect(answer.headers.get('location')).toBe('/t/contoso/team');
    expect((await console.as(before, '/api/session')).status).toBe(401);
    const { authTime } = (await (await console.as(visitor.browser, '/api/session')).json()) as { authTime: string };
    expect(Date.now() - Date.parse(authTime)).toBeLessThan(30_000);
  });

  it.each([
    ['another person', { oid: randomUUID(), auth_time: seconds(-1) }, 'not-yours'],
    ['somebody who signed in long ago', { auth_time: seconds(-3_000) }, 'expired'],
    ['somebody of whom Entra does not say when', {}, 'expired'],
  ])('is refused to %s, and the session stays', async (_who, claims, code) => {
    await setUp();
    const { visitor } = await comeIn();
    const { url } = await visitor.json('/api/session/step-up', { to: '/' });
    const answer = await visitor.follow(entra.authorize(String(url), { ...ada, ...claims }));
    expect(answer.headers.get('location')).toBe(refusedAs(code));
    expect((await console.as(visitor.browser, '/api/session')).status).toBe(200);
  });

  it('is not Entra’s for accounts that did not come by it', async () => {
    const administrator = await console.signIn('administrator');
    const answer = await console.as(administrator, '/api/session/step-up', { method: 'POST', body: { to: '/' } });
    expect([answer.status, await answer.json()]).toEqual([409, expect.objectContaining({ code: 'not-by-entra' })]);
  });
});

it('nothing personal and no secret of a sign-in stands in the log', async () => {
  await setUp();
  const { back } = await comeIn();
  await comeIn({ tricks: { claims: { nonce: 'another' } } });
  const said = console.lines.join('');
  expect(said).toContain('/sso/oidc/callback');
  const { code, state } = Object.fromEntries(new URL(back).searchParams);
  for (const secret of [code, state, EntraStandIn.secret, 'Lovelace']) expect(said).not.toContain(secret);
});
