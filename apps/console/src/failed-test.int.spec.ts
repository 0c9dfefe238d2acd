import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from './console.fixture.js';
import type { Tricks } from './oidc/entra.fixture.js';
import { TestIdp, type Said, type Signing } from './saml/idp.fixture.js';
import { SamlConsole } from './saml/saml.fixture.js';
import { askingAs, beginAnew, OIDC, startSignOn, type SignOnConsole } from './sign-on.fixture.js';
import { Visitor } from './visitor.fixture.js';

const ROLES = ['Rollcall.IdentityAdministrator'];
const told = (method: string, fault: string): string => `/sign-in?refused=not-valid&test=${method}&fault=${fault}`;

describe('a test by OpenID Connect', () => {
  let signOn: SignOnConsole;
  let administrator: Browser;
  beforeAll(async () => {
    signOn = await startSignOn();
  });
  afterAll(() => signOn?.stop());
  beforeEach(async () => {
    administrator = await beginAnew(signOn.console);
  });

  const ask = (path: string, method: string, body: unknown) =>
    askingAs(signOn.console, administrator)(path, method, body);

  /** To Entra, and back. */
  async function comeBack(asked: string, body: unknown, tricks: Tricks = {}, change = (back: string) => back) {
    const visitor = new Visitor(signOn.console);
    visitor.plant('rollcall', administrator.cookie.replace('rollcall=', ''));
    const { url } = await visitor.json(asked, body);
    const back = signOn.entra.authorize(String(url), { oid: randomUUID(), roles: ROLES }, tricks);
    return (await visitor.follow(change(back))).headers.get('location');
  }
  const test = (...how: [Tricks?, ((back: string) => string)?]) =>
    comeBack('/api/sign-on/test', { method: 'oidc' }, ...how);

  it.each<[string, string, Tricks, ((back: string) => string)?]>([
    ['of another app', 'token', { claims: { aud: randomUUID() } }],
    ['with an error in its place', 'entra', {}, (back) => back.replace(/code=[\w-]+/, 'error=server_error')],
    ['whose code is none', 'entra', {}, (back) => back.replace(/code=[\w-]+/, 'code=another')],
  ])('says of an answer %s that it is “%s”', async (_what, fault, ...how) => {
    await ask('/oidc', 'PUT', OIDC);
    expect(await test(...how)).toBe(told('oidc', fault));
  });

  it('says that the secret is refused, and to nobody who signs in', async () => {
    await ask('/oidc', 'PUT', { ...OIDC, secret: 'the-id-of-the-secret' });
    expect(await test()).toBe(told('oidc', 'secret'));
    expect(await comeBack('/api/sign-in', { who: 'contoso' })).toBe('/sign-in?refused=not-valid');
  });

  it('says that somebody has broken it off', async () => {
    await ask('/oidc', 'PUT', OIDC);
    const cancelled = await test({}, (back) => back.replace(/code=[\w-]+/, 'error=access_denied'));
    expect(cancelled).toBe('/sign-in?refused=cancelled&test=oidc');
  });
});

describe('a test by SAML', () => {
  let saml: SamlConsole;
  beforeAll(async () => {
    saml = await SamlConsole.start();
  });
  afterAll(() => saml?.stop());
  beforeEach(() => saml.empty());

  async function test(said: Partial<Said>, how?: Signing): Promise<string | null> {
    const administrator = saml.visit();
    administrator.plant('rollcall', (await saml.console.signIn('administrator')).cookie.replace('rollcall=', ''));
    const { url } = await administrator.json('/api/sign-on/test', { method: 'saml' });
    return (await administrator.postAcs(saml.entra.respond(String(url), said, how))).headers.get('location');
  }

  it.each<[string, string, Partial<Said>]>([
    ['for another entity', 'audience', { audience: 'https://other.example' }],
    ['for another address', 'reply-url', { recipient: 'https://other.example/acs' }],
    ['that is an error', 'entra', { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }],
  ])('says of an answer %s that it is “%s”', async (_what, fault, said) => {
    await saml.setUp();
    expect(await test(said)).toBe(told('saml', fault));
  });

  it('says that a certificate does not count, and to nobody who signs in', async () => {
    await saml.setUp();
    const how = { by: new TestIdp().signer };
    expect(await test({}, how)).toBe(told('saml', 'certificate'));
    expect((await saml.comeIn({ how })).location).toBe('/sign-in?refused=not-valid');
  });

  it('tells of a role that is missing', async () => {
    await saml.setUp();
    expect(await test({ roles: [] })).toBe('/sign-in?refused=no-role&test=saml');
  });
});
