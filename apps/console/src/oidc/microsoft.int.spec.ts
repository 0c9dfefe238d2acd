import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jwtVerify, type JWTPayload } from 'jose';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { emptyTables, OTHER_TENANT, TENANT, type TestConsole } from '../console.fixture.js';
import { whileHeld } from '../held.fixture.js';
import { makeSigner } from '../saml/certificate.fixture.js';
import { OIDC, startSignOn, TID, type SignOnConsole } from '../sign-on.fixture.js';
import { localAccount, Visitor } from '../visitor.fixture.js';
import type { EntraStandIn, Tricks } from './entra.fixture.js';

const APP = '0198c0de-7a11-4000-8000-0000000000cc';
const OTHER_TID = '0198c0de-7a11-4000-8000-00000000000b';
const ADA = '0198c0de-7a11-4000-8000-0000000000ad';
const ada: JWTPayload = { tid: TID, oid: ADA, name: 'Ada Lovelace', roles: ['Rollcall.IdentityAdministrator'] };

const signer = makeSigner();
const certificate = `-----BEGIN CERTIFICATE-----\n${signer.certificate}\n-----END CERTIFICATE-----\n`;

let started: SignOnConsole;
let console: TestConsole;
let entra: EntraStandIn;
beforeAll(async () => {
  started = await startSignOn({
    MICROSOFT_CLIENT_ID: APP,
    MICROSOFT_CERTIFICATE: Buffer.from(certificate + signer.privateKey).toString('base64'),
    FAILED_CREDENTIALS_PER_MINUTE: '1000',
  });
  ({ console, entra } = started);
  // Each tenant of Entra has a key of its own, and all have one name.
  await entra.giveKey(OTHER_TID);
});
afterAll(() => started?.stop());
beforeEach(async () => {
  entra.isDown = false;
  await emptyTables(console.owner, 'accounts, sessions, sign_on, used_logins, outbox, outbox_unpublished cascade');
});

const visit = (url?: string): Visitor => new Visitor(console, url);
const refusedAs = (code: string) => `/sign-in?refused=${code}`;

/** As an administrator says it; nobody has shown it. */
async function claim(change: Record<string, unknown> = {}, tenantId = TENANT): Promise<Visitor> {
  const { cookie } = await console.signIn('administrator', tenantId);
  const visitor = visit();
  visitor.plant('rollcall', cookie.split('=')[1] ?? '');
  const body = { on: true, tenantId: TID, ...change };
  const answer = await visitor.as('/api/sign-on/microsoft', { method: 'PUT', body });
  if (answer.status !== 204) throw new Error(`setting: ${answer.status} ${await answer.text()}`);
  return visitor;
}

/** And signs in by it for a test. @returns where they end */
async function test(administrator: Visitor, claims: JWTPayload = ada): Promise<string | null> {
  const { url } = await administrator.json('/api/sign-on/test', { method: 'microsoft' });
  return (await administrator.follow(entra.authorize(String(url), claims))).headers.get('location');
}

async function setUp(change: { readonly tenantId?: string } = {}, tenantId = TENANT): Promise<void> {
  const { tenantId: tid = TID } = change;
  expect(await test(await claim(change, tenantId), { ...ada, tid })).toBe('/sign-in?tested=microsoft');
  await emptyTables(console.owner, 'accounts, sessions, outbox, outbox_unpublished cascade');
}

interface Coming {
  readonly to?: string;
  readonly claims?: JWTPayload;
  readonly tricks?: Tricks;
  readonly visitor?: Visitor;
}

/** By the button. @returns where the browser ends */
async function comeIn({ to, claims = ada, tricks, visitor = visit() }: Coming = {}) {
  const { url } = await visitor.json('/api/sign-in/microsoft', to === undefined ? {} : { to });
  const back = entra.authorize(String(url), claims, tricks);
  const answer = await visitor.follow(back);
  return { visitor, back, location: answer.headers.get('location') };
}

const sessionOf = async ({ browser }: Visitor): Promise<Record<string, unknown>> =>
  (await (await console.as(browser, '/api/session')).json()) as Record<string, unknown>;

describe('the button “Sign in with Microsoft”', () => {
  it('is there where the installation has an app of its own, and a word of the demonstration where there is one', async () => {
    expect(await (await visit().console.ask('/api/sign-in')).json()).toEqual({ microsoft: true, demonstration: true });
    const without = await console.addReplica({
      MICROSOFT_CLIENT_ID: '',
      MICROSOFT_CERTIFICATE: '',
      DEMONSTRATION_KEY: '',
    });
    const offered: unknown = await (await console.ask('/api/sign-in', {}, without.url)).json();
    expect(offered).toEqual({ microsoft: false, demonstration: false });
    expect((await visit(without.url).post('/api/sign-in/microsoft', {})).status).toBe(404);
  });

  it('asks Entra for whichever company, with code, PKCE, state and nonce', async () => {
    const { url } = await visit().json('/api/sign-in/microsoft', {});
    const { origin, pathname, searchParams } = new URL(String(url));
    expect(origin + pathname).toBe(`${entra.url}/global/organizations/oauth2/v2.0/authorize`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: APP,
      response_type: 'code',
      response_mode: 'query',
      scope: 'openid profile',
      redirect_uri: 'http://localhost:7306/sso/microsoft/callback',
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('begins a session of the company that Entra names, with the roles that it gives, where somebody wanted to go', async () => {
    await setUp();
    await setUp({ tenantId: OTHER_TID }, OTHER_TENANT);
    const { visitor, location } = await comeIn({ to: '/t/contoso/audit' });
    expect(location).toBe('/t/contoso/audit');
    expect(await sessionOf(visitor)).toMatchObject({
      account: { name: 'Ada Lovelace', kind: 'oidc' },
      tenant: { id: TENANT },
      roles: ['identity-administrator'],
    });
    const other = await comeIn({ claims: { ...ada, tid: OTHER_TID, roles: ['Rollcall.Auditor'] } });
    expect(await sessionOf(other.visitor)).toMatchObject({ tenant: { id: OTHER_TENANT }, roles: ['auditor'] });
    expect((await console.acts()).map(({ act, tenantId }) => [act, tenantId])).toEqual([
      ['sessions.begin', TENANT],
      ['sessions.begin', OTHER_TENANT],
    ]);
  });

  it('shows by its certificate’s key that it is the app', async () => {
    await setUp();
    await comeIn();
    const { protectedHeader, payload } = await jwtVerify(String(entra.assertion), createPublicKey(certificate), {
      issuer: APP,
      subject: APP,
      audience: `${entra.url}/global/organizations/oauth2/v2.0/token`,
      algorithms: ['PS256'],
    });
    const thumbprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
    expect(Buffer.from(String(protectedHeader['x5t#S256']), 'base64url').toString('hex')).toBe(
      thumbprint.toLowerCase(),
    );
    expect(Number(payload.exp) - Number(payload.iat)).toBeLessThanOrEqual(600);
    expect(payload.jti).toBeDefined();
  });

  it('finds the account that somebody has by their company’s own app', async () => {
    await setUp();
    await comeIn();
    const administrator = await console.signIn('administrator');
    await console.as(administrator, '/api/sign-on/oidc', { method: 'PUT', body: OIDC });
    const visitor = visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    expect(new URL(String(url)).searchParams.get('client_id')).toBe(OIDC.clientId);
    await visitor.follow(entra.authorize(String(url), ada));
    expect((await console.owner.query(`select 1 from accounts where kind = 'oidc'`)).rows).toHaveLength(1);
  });
});

describe('a tenant of Entra that a company says is its own', () => {
  it('is worth nothing until an identity administrator has signed in from it', async () => {
    const administrator = await claim();
    expect((await comeIn()).location).toBe(refusedAs('unknown-company'));
    expect(await test(administrator, { ...ada, roles: ['Rollcall.Auditor'] })).toBe('/sign-in?tested=microsoft');
    expect((await comeIn()).location).toBe(refusedAs('unknown-company'));
    expect((await visit().json('/api/sign-in', { who: 'contoso' }))['url']).toBeNull();
    expect(await test(administrator)).toBe('/sign-in?tested=microsoft');
    expect((await comeIn()).location).toBe('/');
  });

  it('is shown by nobody of another one', async () => {
    const administrator = await claim({ tenantId: OTHER_TID });
    expect(await test(administrator)).toBe(`${refusedAs('not-yours')}&test=microsoft`);
    expect((await comeIn({ claims: { ...ada, tid: OTHER_TID } })).location).toBe(refusedAs('unknown-company'));
  });

  it('has to be shown anew when it is another, or when the installation’s app is another', async () => {
    await setUp();
    await claim({ tenantId: OTHER_TID });
    expect((await comeIn({ claims: { ...ada, tid: OTHER_TID } })).location).toBe(refusedAs('unknown-company'));
    await setUp();
    const { url } = await console.addReplica({ MICROSOFT_CLIENT_ID: randomUUID() });
    expect((await comeIn({ visitor: visit(url) })).location).toBe(refusedAs('unknown-company'));
  });

  it('stays shown, whoever is tested later', async () => {
    await setUp();
    const administrator = await claim();
    expect(await test(administrator, { ...ada, roles: ['Rollcall.Auditor'] })).toBe('/sign-in?tested=microsoft');
    expect((await comeIn()).location).toBe('/');
    const byName = visit();
    const { url } = await byName.json('/api/sign-in', { who: 'contoso' });
    expect((await byName.follow(entra.authorize(String(url), ada))).headers.get('location')).toBe('/');
  });

  it('was shown by the app of then alone, whoever is tested by another one', async () => {
    await setUp();
    const { url } = await console.addReplica({ MICROSOFT_CLIENT_ID: randomUUID() });
    const administrator = visit(url);
    administrator.plant('rollcall', (await console.signIn('administrator')).cookie.split('=')[1] ?? '');
    expect(await test(administrator, { ...ada, roles: ['Rollcall.Auditor'] })).toBe('/sign-in?tested=microsoft');
    expect((await comeIn({ visitor: visit(url) })).location).toBe(refusedAs('unknown-company'));
    expect(await test(administrator)).toBe('/sign-in?tested=microsoft');
    expect((await comeIn({ visitor: visit(url) })).location).toBe('/');
  });

  it('is not shown by a test of the one that was there before', async () => {
    const administrator = await claim();
    const location = await whileHeld(console, {
      locking: 'update sign_on set employees = employees',
      work: () => test(administrator),
      meanwhile: `update sign_on_methods set tid = '${OTHER_TID}'`,
    });
    expect(location).toBe(`${refusedAs('not-valid')}&test=microsoft&fault=settings-changed`);
    expect((await comeIn({ claims: { ...ada, tid: OTHER_TID } })).location).toBe(refusedAs('unknown-company'));
    expect((await console.acts()).filter(({ act }) => act === 'sign-ons.test')).toEqual([]);
  });

  it('is not Microsoft’s own of personal accounts', async () => {
    await expect(claim({ tenantId: '9188040d-6c67-4c5b-b112-36a304b66dad' })).rejects.toThrow('no-company');
  });

  it('lets in by the company’s name, too, and then nobody of another one', async () => {
    await setUp();
    const visitor = visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    expect(new URL(String(url)).pathname).toBe(`/global/${TID}/oauth2/v2.0/authorize`);
    const foreign = entra.authorize(String(url), { ...ada, tid: OTHER_TID });
    expect((await visitor.follow(foreign)).headers.get('location')).toBe(refusedAs('not-yours'));
  });
});

describe('what comes back from the button', () => {
  it.each<[string, JWTPayload, Tricks, string]>([
    ['of a tenant that nobody has to do with', { ...ada, tid: randomUUID() }, {}, 'unknown-company'],
    ['that says another tenant than its issuer', { ...ada, tid: OTHER_TID }, { claims: { tid: TID } }, 'not-valid'],
    [
      'by the issuer of another tenant',
      ada,
      { claims: { iss: `https://login.microsoftonline.com/${OTHER_TID}/v2.0` } },
      'not-valid',
    ],
    [
      'by the template as issuer',
      ada,
      { claims: { iss: 'https://login.microsoftonline.com/{tenantid}/v2.0' } },
      'not-valid',
    ],
    ['by the key of another tenant', ada, { sign: (claims, by) => by.sign(claims, {}, OTHER_TID) }, 'not-valid'],
    ['with the nonce of another login', ada, { claims: { nonce: 'another' } }, 'not-valid'],
    ['for another app', ada, { claims: { aud: randomUUID() } }, 'not-valid'],
    ['that names no tenant', ada, { claims: { tid: undefined } }, 'not-valid'],
    ['that names nobody', ada, { claims: { oid: undefined } }, 'not-valid'],
    ['without a role', { ...ada, roles: [] }, {}, 'no-role'],
    ['of an employee, where they are not let in', { ...ada, roles: ['Rollcall.Employee'] }, {}, 'no-role'],
    ['of a guest', { ...ada, idp: `https://sts.windows.net/${OTHER_TID}/` }, {}, 'guest'],
    ['of a guest, as a number says', { ...ada, acct: 1 }, {}, 'guest'],
  ])('lets nobody in %s', async (_what, claims, tricks, code) => {
    await setUp();
    const { visitor, location } = await comeIn({ claims, tricks });
    expect(location).toBe(refusedAs(code));
    expect(visitor.has('rollcall')).toBe(false);
    expect((await console.owner.query('select 1 from sessions')).rows).toEqual([]);
  });

  it('asks for no keys of a tenant that nobody here has to do with', async () => {
    await setUp();
    const tid = randomUUID();
    await comeIn({ claims: { ...ada, tid } });
    expect(entra.heard.filter((url) => url.includes(tid))).toEqual([]);
  });

  it('is taken once, by two replicas at once, too, and from no other browser', async () => {
    await setUp();
    const beside = await console.addReplica();
    const visitor = visit();
    const { url } = await visitor.json('/api/sign-in/microsoft', {});
    const back = entra.authorize(String(url), ada);
    expect((await visit().follow(back)).headers.get('location')).toBe(refusedAs('expired'));
    const { cookie } = visitor;
    const replicas = [console.service.url, beside.url];
    const answers = await Promise.all(replicas.map((replica) => visit(replica).follow(back, cookie)));
    expect(answers.map((answer) => answer.headers.get('location')).toSorted()).toEqual(['/', refusedAs('expired')]);
  });

  it('is no answer of the company’s own app', async () => {
    await setUp();
    const visitor = visit();
    const { url } = await visitor.json('/api/sign-in/microsoft', {});
    const back = entra.authorize(String(url), ada).replace('/sso/microsoft/', '/sso/oidc/');
    expect((await visitor.follow(back)).headers.get('location')).toBe(refusedAs('not-valid'));
  });
});

describe('two companies that take people of one tenant of Entra', () => {
  beforeEach(async () => {
    await setUp();
    await setUp({}, OTHER_TENANT);
  });
  const companies = (visitor: Visitor) => visitor.as('/api/sign-in/companies');

  it('are a choice: nobody is signed in before they have chosen, and then to that one', async () => {
    const { visitor, location } = await comeIn({ to: '/t/fabrikam' });
    expect(location).toBe('/sign-in?choose=company');
    expect(visitor.has('rollcall')).toBe(false);
    expect(await (await companies(visitor)).json()).toEqual({
      name: 'Ada Lovelace',
      companies: [
        { id: TENANT, name: 'Contoso' },
        { id: OTHER_TENANT, name: 'Fabrikam' },
      ],
    });
    expect(await visitor.json('/api/sign-in/companies', { id: OTHER_TENANT })).toEqual({ to: '/t/fabrikam' });
    expect(await sessionOf(visitor)).toMatchObject({ tenant: { id: OTHER_TENANT } });
    expect(visitor.has('rollcall-choice')).toBe(false);
  });

  it('are chosen once, among those that Entra’s answer was for, by the browser that it came to', async () => {
    const { visitor } = await comeIn();
    const { cookie } = visitor;
    expect((await visitor.post('/api/sign-in/companies', { id: randomUUID() })).status).toBe(404);
    await visitor.json('/api/sign-in/companies', { id: TENANT });
    const again = await console.ask('/api/sign-in/companies', {
      method: 'POST',
      body: { id: TENANT },
      headers: { cookie },
    });
    expect(again.status).toBe(404);
    expect((await companies(visit())).status).toBe(404);
    expect((await console.owner.query('select 1 from sessions')).rows).toHaveLength(1);
  });

  it('decide by what they have set when it is chosen', async () => {
    const { visitor } = await comeIn();
    await claim({ on: false });
    expect(await visitor.json('/api/sign-in/companies', { id: TENANT })).toEqual({ to: refusedAs('off') });
    expect(visitor.has('rollcall')).toBe(false);
  });
});

describe('around it', () => {
  it('employees come in where the company wants it', async () => {
    await setUp();
    const administrator = await console.signIn('administrator');
    await console.as(administrator, '/api/sign-on', { method: 'PATCH', body: { employees: true } });
    const { visitor } = await comeIn({ claims: { ...ada, roles: ['Rollcall.Employee'] } });
    expect(await sessionOf(visitor)).toMatchObject({ roles: ['employee'] });
  });

  it('is enforced by its own test, and stays on then', async () => {
    const administrator = await claim();
    await test(administrator);
    const { key, visitor: local } = await localAccount(console, ['auditor']);
    const enforce = await administrator.as('/api/sign-on/enforce', { method: 'POST', body: { name: 'Contoso' } });
    expect(enforce.status).toBe(204);
    expect((await console.as(local.browser, '/api/session')).status).toBe(401);
    expect((await visit().signIn(key)).status).toBe(401);
    expect((await comeIn()).location).toBe('/');
    await expect(claim({ on: false })).rejects.toThrow('enforced');
    await expect(claim({ tenantId: OTHER_TID })).rejects.toThrow('enforced');
    expect((await administrator.as('/api/sign-on/microsoft', { method: 'DELETE' })).status).toBe(409);
  });

  it('is not enforced by a test that has shown nothing, though there is an emergency account', async () => {
    const administrator = await claim();
    await test(administrator, { ...ada, roles: ['Rollcall.Auditor'] });
    await localAccount(console);
    await console.owner.query(`update accounts set emergency = true where kind = 'local'`);
    const enforce = await administrator.as('/api/sign-on/enforce', { method: 'POST', body: { name: 'Contoso' } });
    expect([enforce.status, await enforce.json()]).toEqual([409, expect.objectContaining({ code: 'test-first' })]);
  });

  it('steps up by the app that somebody came by', async () => {
    await setUp();
    const administrator = await console.signIn('administrator');
    await console.as(administrator, '/api/sign-on/oidc', { method: 'PUT', body: OIDC });
    const { visitor } = await comeIn();
    const { url } = await visitor.json('/api/session/step-up', { to: '/t/contoso' });
    const { pathname, searchParams } = new URL(String(url));
    expect([pathname, searchParams.get('client_id')]).toEqual([`/global/${TID}/oauth2/v2.0/authorize`, APP]);
    expect(searchParams.get('prompt')).toBe('login');
    const fresh = { ...ada, auth_time: Math.floor(Date.now() / 1_000) };
    expect((await visitor.follow(entra.authorize(String(url), fresh))).headers.get('location')).toBe('/t/contoso');
  });

  it('no secret and nothing personal stands in the log', async () => {
    await setUp();
    const { back } = await comeIn();
    await comeIn({ tricks: { claims: { nonce: 'another' } } });
    const said = console.lines.join('');
    expect(said).toContain('/sso/microsoft/callback');
    const { code, state } = Object.fromEntries(new URL(back).searchParams);
    for (const secret of [code, state, entra.assertion, 'Lovelace', 'PRIVATE']) expect(said).not.toContain(secret);
  });
});
