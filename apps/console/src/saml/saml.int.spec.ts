import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../../test/support/eventually.js';
import { OTHER_TENANT, TENANT } from '../console.fixture.js';
import { whileHeld } from '../held.fixture.js';
import { makeSigner } from './certificate.fixture.js';
import { requestIn } from './entra-saml.fixture.js';
import { MOST_FORM_BYTES } from '../http/form.js';
import { OID, TestIdp, TID, type Said } from './idp.fixture.js';
import { SamlConsole } from './saml.fixture.js';

let saml: SamlConsole;
beforeAll(async () => {
  saml = await SamlConsole.start();
});
afterAll(() => saml?.stop());
beforeEach(() => saml.empty());

const sessions = async (): Promise<number> =>
  (await saml.console.owner.query<{ count: number }>('select count(*)::int from sessions')).rows[0]?.count ?? 0;
const refused = (code: string): [number, string] => [303, `/sign-in?refused=${code}`];
const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

describe('signing in by SAML', () => {
  it('leads to Entra, and back into a session with the roles of the app, where somebody wanted to go', async () => {
    await saml.setUp();
    const { visitor, status, location } = await saml.comeIn({ to: '/t/contoso/audit?type=x' });
    expect([status, location]).toEqual([303, '/t/contoso/audit?type=x']);
    expect(await (await saml.console.as(visitor.browser, '/api/session')).json()).toMatchObject({
      account: { name: 'Ada Lovelace', kind: 'saml' },
      tenant: { id: TENANT },
      roles: ['auditor'],
    });
    const begun = {
      act: 'sessions.begin',
      tenantId: TENANT,
      changes: [{ path: 'methods', after: 'fed' }, { after: 'auditor' }],
    };
    expect(await saml.console.acts()).toMatchObject([begun]);
    expect(visitor.has('rollcall-login')).toBe(false);
  });

  it('sets a cookie that a form of another site brings back, for ten minutes', async () => {
    await saml.setUp();
    const answer = await saml.visit().post('/api/sign-in', { who: 'contoso' });
    const [set = ''] = answer.headers.getSetCookie();
    expect(set.split('; ').slice(1)).toEqual(['Max-Age=600', 'Path=/', 'HttpOnly', 'SameSite=None', 'Secure']);
  });

  it('ends the session that the browser had, though the form of another site does not bring its cookie', async () => {
    await saml.setUp();
    const { visitor } = await saml.comeIn();
    const former = visitor.browser;
    await saml.comeIn({ visitor });
    expect(visitor.browser.cookie).not.toBe(former.cookie);
    expect((await saml.console.as(former, '/api/session')).status).toBe(401);
    expect(await sessions()).toBe(1);
  });

  it('is the same account as by OpenID Connect', async () => {
    await saml.setUp();
    const { owner } = saml.console;
    const values = [TENANT, `${TID}:${OID}`];
    await owner.query(
      `insert into accounts (id, tenant_id, kind, subject, name, roles) values (gen_random_uuid(), $1, 'oidc', $2, 'A', '{}')`,
      values,
    );
    await saml.comeIn();
    const { rows } = await owner.query('select kind, subject, roles from accounts');
    expect(rows).toEqual([{ kind: 'saml', subject: `${TID}:${OID}`, roles: ['auditor'] }]);
  });

  it('stands as long ago as somebody said who they are', async () => {
    await saml.setUp();
    const { visitor } = await saml.comeIn({
      said: { authnInstant: minutes(-30), roles: ['Rollcall.IdentityAdministrator'] },
    });
    const change = { method: 'PATCH', body: { employees: true } };
    const answer = await saml.console.as(visitor.browser, '/api/sign-on', change);
    expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'step-up-required' })]);
  });

  it.each<[string, string, Partial<Said>]>([
    ['has no role of ours', 'no-role', { roles: ['Other'] }],
    ['is of another tenant of Entra', 'not-yours', { tid: '00000000-1111-4222-8333-444455556666' }],
    ['answers another request', 'not-valid', { inResponseTo: '_other', responseInResponseTo: null }],
    ['has expired', 'expired', { conditionsUntil: minutes(-3), confirmedUntil: minutes(-3) }],
    ['was cancelled', 'not-valid', { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }],
  ])('lets nobody in whose answer %s', async (_what, code, said) => {
    await saml.setUp();
    const { status, location } = await saml.comeIn({ said });
    expect([status, location]).toEqual(refused(code));
    expect(await sessions()).toBe(0);
  });

  it('tells the audit log of who was refused, and the log why, without a name', async () => {
    await saml.setUp();
    await saml.comeIn({ how: { by: new TestIdp().signer } });
    const lines = saml.console.lines.filter((line) => line.includes('by SAML was not taken'));
    expect(lines.at(-1)).toContain('"code":"signature"');
    expect(saml.console.lines.filter((line) => line.includes('Lovelace') || line.includes('pairwise'))).toEqual([]);
  });

  it.each([
    ['passes', 'select 1', '/sign-in?tested=saml', 1],
    [
      'says nothing of another app',
      'update sign_on_methods set app_id = gen_random_uuid()',
      `${refused('not-valid')[1]}&test=saml&fault=settings-changed`,
      0,
    ],
  ])('for a test %s', async (_what, meanwhile, location, tests) => {
    await saml.setUp();
    const administrator = saml.visit();
    administrator.plant('rollcall', (await saml.console.signIn('administrator')).cookie.split('=')[1] ?? '');
    const { url } = await administrator.json('/api/sign-on/test', { method: 'saml' });
    const answer = await whileHeld(saml.console, {
      locking: 'update sign_on set employees = employees',
      work: () => administrator.postAcs(saml.entra.respond(String(url))),
      meanwhile,
    });
    expect(answer.headers.get('location')).toBe(location);
    const { rows } = await saml.console.owner.query('select 1 from sign_on_methods where tested_at is not null');
    expect(rows).toHaveLength(tests);
  });

  it('brings back nobody of a tenant that has ended meanwhile', async () => {
    await saml.setUp();
    const { location } = await whileHeld(saml.console, {
      locking: 'update sign_on set employees = employees',
      work: () => saml.comeIn(),
      meanwhile: 'delete from sign_on',
    });
    expect(location).toBe('/sign-in?refused=off');
    expect((await saml.console.owner.query('select 1 from accounts')).rows).toEqual([]);
  });

  it('is for the browser that asked', async () => {
    await saml.setUp();
    const { url } = await saml.visit().json('/api/sign-in', { who: 'contoso' });
    const message = saml.entra.respond(String(url));
    const other = saml.visit();
    expect((await other.postAcs(message)).headers.get('location')).toBe('/sign-in?refused=expired');
    await other.json('/api/sign-in', { who: 'contoso' });
    expect((await other.postAcs(message)).headers.get('location')).toBe('/sign-in?refused=not-valid');
    expect(await sessions()).toBe(0);
  });

  it('is for the tenant that was asked for, also where both have the same Entra', async () => {
    await saml.setUp();
    await saml.setUp({ appId: '0198c0de-7a11-4000-8000-0000000000ab' }, OTHER_TENANT);
    const { visitor } = await saml.comeIn({ who: 'fabrikam' });
    expect(await (await saml.console.as(visitor.browser, '/api/session')).json()).toMatchObject({
      tenant: { id: OTHER_TENANT },
    });
  });

  it('leaves a login as it is when a foreign page posts something else', async () => {
    await saml.setUp();
    const visitor = saml.visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    expect((await visitor.postAcs(saml.unasked())).headers.get('location')).toBe('/sign-in?refused=off');
    expect((await visitor.postAcs('AAAA')).headers.get('location')).toBe('/sign-in?refused=not-valid');
    expect((await visitor.postAcs(saml.entra.respond(String(url)))).headers.get('location')).toBe('/');
  });

  it('takes no more than it can use', async () => {
    await saml.setUp();
    const answer = await saml.visit().postAcs('A'.repeat(MOST_FORM_BYTES));
    expect([answer.status, await answer.json()]).toEqual([413, expect.objectContaining({ status: 413 })]);
    expect((await saml.visit().postAcs('A'.repeat(400_000))).headers.get('location')).toBe(
      '/sign-in?refused=not-valid',
    );
  });

  it.each(['/api/session/demo', '/api/sign-in'])('a form is taken nowhere else: %s', async (path) => {
    const form = new URLSearchParams({ secret: 'x', who: 'contoso' });
    expect((await saml.visit().postForm(path, form, { 'sec-fetch-site': 'same-origin' })).status).toBe(415);
  });
});

describe('an answer that was used', () => {
  it('is refused at the same replica and at another', async () => {
    await saml.setUp();
    const beside = await saml.console.addReplica();
    const { message, cookie } = await saml.comeIn();
    for (const url of [saml.console.service.url, beside.url]) {
      const headers = { 'sec-fetch-site': 'cross-site', cookie };
      const answer = await saml
        .visit(url)
        .postForm('/sso/saml/acs', new URLSearchParams({ SAMLResponse: message }), headers);
      expect([answer.status, answer.headers.get('location')]).toEqual(refused('expired'));
    }
    expect(await sessions()).toBe(1);
  });

  it('lets exactly one in when it comes to two replicas at once', async () => {
    await saml.setUp();
    const beside = await saml.console.addReplica();
    const visitor = saml.visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    const form = new URLSearchParams({ SAMLResponse: saml.entra.respond(String(url)) });
    const headers = { 'sec-fetch-site': 'cross-site', cookie: visitor.cookie };
    const places = await Promise.all(
      [saml.console.service.url, beside.url, saml.console.service.url, beside.url].map(async (replica) => {
        return (await saml.visit(replica).postForm('/sso/saml/acs', form, headers)).headers.get('location');
      }),
    );
    expect(places.sort()).toEqual(['/', ...Array.from({ length: 3 }, () => '/sign-in?refused=expired')]);
    expect(await sessions()).toBe(1);
  });

  it('has let in nobody when the process died between its use and the session', async () => {
    await saml.setUp();
    const { owner } = saml.console;
    const visitor = saml.visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    const [message, cookie] = [saml.entra.respond(String(url)), visitor.cookie];
    const holder = new Client({ connectionString: saml.console.database.ownerUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query('lock table accounts in share mode');
    const dying = visitor.postAcs(message);
    await eventually('the session waits to be written', async () => {
      const { rows } = await owner.query<{ pid: number }>(
        `select pid from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%into accounts%'`,
      );
      expect(rows).toHaveLength(1);
      await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      return true;
    }).finally(() => holder.end());
    expect((await dying).status).toBe(503);
    expect(await sessions()).toBe(0);
    const { rows } = await owner.query('select 1 from used_assertions');
    expect(rows).toHaveLength(1);
    const again = saml.visit();
    const headers = { 'sec-fetch-site': 'cross-site', cookie };
    const answer = await again.postForm('/sso/saml/acs', new URLSearchParams({ SAMLResponse: message }), headers);
    expect(answer.headers.get('location')).toBe('/sign-in?refused=expired');
    expect((await saml.comeIn()).location).toBe('/');
  });

  it('is remembered until it has ended by itself, with the skew of the clocks', async () => {
    await saml.setUp();
    await saml.comeIn();
    const { rows } = await saml.console.owner.query<{ minutes: number }>(
      'select round(extract(epoch from expires_at - now()) / 60)::int as minutes from used_assertions',
    );
    expect(rows).toEqual([{ minutes: 67 }]);
  });
});

describe('a step-up and a test', () => {
  const ADMINISTRATOR = { roles: ['Rollcall.IdentityAdministrator'] };

  it('ask for the user anew, and a step-up takes no sign-in of before', async () => {
    await saml.setUp();
    const { visitor } = await saml.comeIn({ said: { ...ADMINISTRATOR, authnInstant: minutes(-30) } });
    const { url } = await visitor.json('/api/session/step-up', { to: '/t/contoso/settings' });
    expect(requestIn(String(url)).isForced).toBe(true);
    const stale = await visitor.postAcs(
      saml.entra.respond(String(url), { ...ADMINISTRATOR, authnInstant: minutes(-6) }),
    );
    expect(stale.headers.get('location')).toBe('/sign-in?refused=expired');
    const fresh = await visitor.postAcs(saml.entra.respond(String(url), ADMINISTRATOR));
    expect(fresh.headers.get('location')).toBe('/t/contoso/settings');
    const change = { method: 'PATCH', body: { employees: true } };
    expect((await saml.console.as(visitor.browser, '/api/sign-on', change)).status).toBe(204);
  });

  it('a step-up is of the account that wanted it', async () => {
    await saml.setUp();
    const { visitor } = await saml.comeIn({ said: ADMINISTRATOR });
    const { url } = await visitor.json('/api/session/step-up', { to: '/' });
    const other = { ...ADMINISTRATOR, oid: '0e9f7a61-aaaa-4bbb-8ccc-ddddeeee0002' };
    const answer = await visitor.postAcs(saml.entra.respond(String(url), other));
    expect(answer.headers.get('location')).toBe('/sign-in?refused=not-yours');
  });

  it('a test changes no session, and is noted', async () => {
    await saml.setUp({ on: false });
    const administrator = await saml.console.signIn('administrator');
    const visitor = saml.visit();
    visitor.plant('rollcall', administrator.cookie.split('=')[1] ?? '');
    const { url } = await visitor.json('/api/sign-on/test', { method: 'saml' });
    expect(requestIn(String(url)).isForced).toBe(true);
    const answer = await visitor.postAcs(saml.entra.respond(String(url), ADMINISTRATOR));
    expect(answer.headers.get('location')).toBe('/sign-in?tested=saml');
    expect(visitor.browser).toEqual(administrator);
    const shown = await (await saml.console.as(administrator, '/api/sign-on')).json();
    expect(shown).toMatchObject({ saml: { testedAt: expect.any(String) } });
  });
});

describe('our metadata', () => {
  it('is given to whoever asks', async () => {
    const answer = await fetch(`${saml.console.service.url}/sso/saml/metadata`);
    expect(answer.headers.get('content-type')).toContain('application/samlmetadata+xml');
    expect(await answer.text()).toContain('Location="http://localhost:7306/sso/saml/acs"');
  });
});

it('a key that nobody knows yet is looked for, once in five minutes', async () => {
  await saml.setUp();
  const next = makeSigner();
  saml.entra.signers = [...saml.entra.signers, next];
  const before = saml.entra.heard.length;
  expect((await saml.comeIn({ how: { by: next } })).location).toBe('/sign-in?refused=not-valid');
  expect(saml.entra.heard).toHaveLength(before);
  await saml.console.owner.query(`update saml_metadata set tried_at = now() - interval '301 seconds'`);
  expect((await saml.comeIn({ how: { by: next } })).location).toBe('/');
  expect((await saml.comeIn({ how: { by: makeSigner() } })).location).toBe('/sign-in?refused=not-valid');
  expect(saml.entra.heard).toHaveLength(before + 1);
  saml.entra.signers = saml.entra.signers.slice(0, 1);
});
