import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestConsole } from '../console.fixture.js';
import { beginAnew, OIDC, startSignOn, TID, type SignOnConsole } from '../sign-on.fixture.js';
import { Visitor } from '../visitor.fixture.js';
import type { EntraStandIn } from './entra.fixture.js';

const APP = '0198c0de-7a11-4000-8000-0000000000cc';
const ada = { tid: TID, oid: randomUUID(), name: 'Ada', roles: ['Rollcall.IdentityAdministrator'] };

let started: SignOnConsole;
let console: TestConsole;
let entra: EntraStandIn;
beforeAll(async () => {
  started = await startSignOn({ MICROSOFT_CLIENT_ID: APP, MICROSOFT_SECRET: OIDC.secret });
  ({ console, entra } = started);
});
afterAll(() => started?.stop());
beforeEach(async () => {
  entra.isDown = false;
  const administrator = await beginAnew(console);
  const answer = await console.as(administrator, '/api/sign-on/oidc', { method: 'PUT', body: OIDC });
  expect(answer.status).toBe(204);
});

async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor(console);
  const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
  await visitor.follow(entra.authorize(String(url), ada));
  return visitor;
}

const signOut = (visitor: Visitor, url?: string): Promise<Response> =>
  console.as(visitor.browser, '/api/session', { method: 'DELETE' }, url);
const statusOf = async ({ browser }: Visitor): Promise<number> => (await console.as(browser, '/api/session')).status;

describe('signing out', () => {
  it('ends the session here, and says where the one at Entra is ended', async () => {
    const visitor = await signedIn();
    const answer = await signOut(visitor);
    const { url } = (await answer.json()) as { url: string };
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe(`${entra.url}/global/${TID}/oauth2/v2.0/logout`);
    expect(Object.fromEntries(searchParams)).toEqual({
      post_logout_redirect_uri: 'http://localhost:7306/sso/oidc/callback',
    });
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining('rollcall=; Max-Age=0')]);
    expect(await statusOf(visitor)).toBe(401);
  });

  it('comes back from there to the page that says so, as nobody’s failed sign-in', async () => {
    for (const method of ['oidc', 'microsoft']) {
      const answer = await new Visitor(console).follow(`http://localhost:7306/sso/${method}/callback`);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signed-out']);
    }
  });

  it('is at the tenant of the installation’s app for who came by it', async () => {
    const administrator = await console.signIn('administrator');
    const asked = { method: 'PUT', body: { on: true, tenantId: TID } };
    await console.as(administrator, '/api/sign-on/microsoft', asked);
    const tester = new Visitor(console);
    tester.plant('rollcall', administrator.cookie.split('=')[1] ?? '');
    const test = await tester.json('/api/sign-on/test', { method: 'microsoft' });
    await tester.follow(entra.authorize(String(test['url']), ada));
    const visitor = new Visitor(console);
    const { url } = await visitor.json('/api/sign-in/microsoft', {});
    await visitor.follow(entra.authorize(String(url), ada));
    expect(await (await signOut(visitor)).json()).toEqual({
      url: expect.stringMatching(`/global/${TID}/oauth2/v2.0/logout.*sso%2Fmicrosoft%2Fcallback$`),
    });
  });

  it('ends the session though Entra does not answer, and says nothing of it then', async () => {
    const visitor = await signedIn();
    // A replica that has never asked Entra.
    const { url } = await console.addReplica();
    entra.isDown = true;
    const answer = await signOut(visitor, url);
    expect([answer.status, await answer.json()]).toEqual([200, { url: null }]);
    expect(await statusOf(visitor)).toBe(401);
  });

  it('leads nowhere that is not Entra’s own host, whatever its discovery document says', async () => {
    const visitor = await signedIn();
    const { url } = await console.addReplica();
    entra.endSession = 'https://evil.example/logout';
    try {
      expect(await (await signOut(visitor, url)).json()).toEqual({ url: null });
    } finally {
      entra.endSession = null;
    }
    expect(await statusOf(visitor)).toBe(401);
  });

  it('is not asked for by another site', async () => {
    const visitor = await signedIn();
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await console.as(visitor.browser, '/api/session', { method: 'DELETE', headers })).status).toBe(403);
    expect(await statusOf(visitor)).toBe(200);
  });

  it('is here alone for who did not come by OpenID Connect, or whose way was removed', async () => {
    const administrator = await console.signIn('administrator');
    const visitor = await signedIn();
    expect((await console.as(administrator, '/api/sign-on/oidc', { method: 'DELETE' })).status).toBe(204);
    expect(await (await signOut(visitor)).json()).toEqual({ url: null });
    expect(await (await console.as(administrator, '/api/session', { method: 'DELETE' })).json()).toEqual({ url: null });
  });
});
