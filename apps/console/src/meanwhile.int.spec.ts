import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { Authenticator } from './authenticator.fixture.js';
import type { Browser, TestConsole } from './console.fixture.js';
import { whileHeld } from './held.fixture.js';
import { askingAs, beginAnew, OIDC, startSignOn, TID, type SignOnConsole } from './sign-on.fixture.js';
import { localAccount, Visitor } from './visitor.fixture.js';

const ada: JWTPayload = { oid: '0198c0de-7a11-4000-8000-0000000000ad', name: 'Ada', roles: ['Rollcall.Auditor'] };

let started: SignOnConsole;
let console: TestConsole;
let administrator: Browser;
beforeAll(async () => {
  started = await startSignOn({ FAILED_CREDENTIALS_PER_MINUTE: '1000' });
  ({ console } = started);
});
afterAll(() => started?.stop());
beforeEach(async () => {
  administrator = await beginAnew(console);
  const answer = await askingAs(console, administrator)('/oidc', 'PUT', OIDC);
  expect(answer.status).toBe(204);
});

/** On the way back from Entra. */
async function back(claims: JWTPayload = ada): Promise<{ readonly visitor: Visitor; readonly address: string }> {
  const visitor = new Visitor(console);
  const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
  return { visitor, address: started.entra.authorize(String(url), claims) };
}

describe('a sign-in with Entra that is under way', () => {
  it.each([
    ['the method is turned off', 'update sign_on_methods set is_on = false', ada],
    ['the method is removed', 'delete from sign_on_methods', ada],
    ['another app is set', 'update sign_on_methods set app_id = gen_random_uuid()', ada],
    ['another tenant of Entra is set', 'update sign_on_methods set tid = gen_random_uuid()', ada],
    ['the tenant ends', 'delete from sign_on', ada],
    ['employees are let in no more', 'update sign_on set employees = false', { ...ada, roles: ['Rollcall.Employee'] }],
  ])('waits for what is being set at that moment, and lets nobody in when %s', async (_what, meanwhile, claims) => {
    await askingAs(console, administrator)('', 'PATCH', { employees: true });
    const { visitor, address } = await back(claims);
    const locking = 'select 1 from sign_on for update';
    const answer = await whileHeld(console, { locking, work: () => visitor.follow(address), meanwhile });
    expect(answer.headers.get('location')).toBe('/sign-in?refused=off');
    expect(visitor.has('rollcall')).toBe(false);
    const { rows } = await console.owner.query(`select 1 from sessions join accounts a on a.id = account_id
      where a.kind = 'oidc'`);
    expect(rows).toEqual([]);
  });

  it('lets in where what is set meanwhile is something else', async () => {
    const { visitor, address } = await back();
    const locking = 'select 1 from sign_on for update';
    const meanwhile = 'update sign_on set employees = true';
    const answer = await whileHeld(console, { locking, work: () => visitor.follow(address), meanwhile });
    expect(answer.headers.get('location')).toBe('/');
    expect(visitor.has('rollcall')).toBe(true);
  });

  it('is judged by the settings of when it comes back: those of another tenant of Entra let nobody in', async () => {
    const { visitor, address } = await back();
    const other = { ...OIDC, tenantId: TID.replace(/.$/, '7') };
    expect((await askingAs(console, administrator)('/oidc', 'PUT', other)).status).toBe(204);
    expect((await visitor.follow(address)).headers.get('location')).toMatch(/^\/sign-in\?refused=/);
    expect(visitor.has('rollcall')).toBe(false);
  });
});

describe('a passkey that was asked for', () => {
  it('lets nobody in who was an emergency account until then', async () => {
    const { id, key } = await localAccount(console);
    const team = (isEmergency: boolean): Promise<Response> =>
      console.as(administrator, `/api/team/${id}/emergency`, { method: isEmergency ? 'PUT' : 'DELETE' });
    expect((await team(true)).status).toBe(204);
    await console.owner.query('update sign_on set enforced_at = now(), enforced_by = gen_random_uuid()');
    const visitor = new Visitor(console);
    const challenge = await visitor.challenge();
    expect((await team(false)).status).toBe(204);
    const answer = await visitor.post('/api/session/passkey', { response: key.sign(challenge) });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'single-sign-on' });
  });

  it('lets nobody in when it is removed before it answers', async () => {
    const { key } = await localAccount(console);
    const visitor = new Visitor(console);
    const challenge = await visitor.challenge();
    await console.owner.query('delete from passkeys');
    expect((await visitor.post('/api/session/passkey', { response: key.sign(challenge) })).status).toBe(401);
  });
});

describe('a setup link that is open', () => {
  it('makes no account once it is withdrawn, though its passkey is made already', async () => {
    const made = await console.as(administrator, '/api/setup-links', { method: 'POST', body: { roles: ['auditor'] } });
    const { id, link } = (await made.json()) as { readonly id: string; readonly link: string };
    const [visitor, key, secret] = [new Visitor(console), new Authenticator(), link.split('#')[1] ?? ''];
    await visitor.json('/api/setup/open', { secret });
    const { challenge } = await visitor.json('/api/setup/options', { secret, name: 'Ada' });
    const gone = await console.as(administrator, `/api/setup-links/${id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    const response = key.register(String(challenge));
    expect((await visitor.post('/api/setup/finish', { secret, name: 'Ada', response })).status).toBe(401);
    expect((await console.owner.query(`select 1 from accounts where kind = 'local'`)).rows).toEqual([]);
  });
});
