import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as client from 'openid-client';
import { newSigningKey } from '../wire/entra-token.js';
import { CONSOLE, TENANT, TestBrowser, TestEntra, type Seen } from './entra.fixture.js';
import type { Application, IdentityProvider } from './identity-provider.js';

const REDIRECT = `${CONSOLE}/sso/oidc/callback`;

let entra: TestEntra;
let registered: IdentityProvider;
let browser: TestBrowser;

beforeAll(async () => {
  entra = await TestEntra.start();
  registered = entra.provider;
});
afterAll(() => entra?.stop());
beforeEach(() => {
  entra.provider = registered;
  entra.now = new Date();
  browser = new TestBrowser();
});

// On this machine there is no TLS.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const PLAIN = { execute: [client.allowInsecureRequests] };

const secretOf = ({ secrets }: Application): string => secrets[0]?.value ?? '';

async function discovered(
  authentication: client.ClientAuth = client.ClientSecretPost(secretOf(entra.oidc)),
): Promise<client.Configuration> {
  const issuer = new URL(`${entra.base}/v2.0`);
  return client.discovery(issuer, entra.oidc.appId, undefined, authentication, PLAIN);
}

const VERIFIER = client.randomPKCECodeVerifier();

async function address(config: client.Configuration, more: Record<string, string> = {}): Promise<URL> {
  return client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT,
    scope: 'openid profile',
    state: 's',
    nonce: 'n',
    code_challenge: await client.calculatePKCECodeChallenge(VERIFIER),
    code_challenge_method: 'S256',
    ...more,
  });
}

type Claims = Readonly<Record<string, unknown>>;

async function exchanged(
  config: client.Configuration,
  { location }: Pick<Seen, 'location'>,
  checks: client.AuthorizationCodeGrantChecks = {},
): Promise<Claims> {
  if (location === null) throw new Error('nobody was sent back');
  const expected = { pkceCodeVerifier: VERIFIER, expectedState: 's', expectedNonce: 'n', ...checks };
  const tokens = await client.authorizationCodeGrant(config, location, expected);
  return { ...tokens.claims() };
}

async function refusalOf(work: Promise<unknown>): Promise<Claims> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof client.ResponseBodyError) return { ...error.cause, status: error.status };
  throw new Error('it was not refused', { cause: error });
}

describe('OpenID Connect', () => {
  it('signs somebody in with Entra’s claims', async () => {
    const config = await discovered();
    const ada = entra.person(0);
    const claims = await exchanged(config, await browser.signIn(await address(config), ada));
    expect(claims).toMatchObject({
      aud: entra.oidc.appId,
      iss: `${entra.base}/v2.0`,
      tid: TENANT,
      oid: ada.id,
      name: ada.displayName,
      preferred_username: ada.userPrincipalName,
      roles: ['Rollcall.IdentityAdministrator'],
      nonce: 'n',
      ver: '2.0',
    });
    for (const name of ['aio', 'rh', 'sid', 'sub', 'uti'])
      expect([name, typeof claims[name]]).toEqual([name, 'string']);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3_900);
    expect(Math.abs(Number(claims.auth_time) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('tells nothing of somebody’s roles where they have none, and has an id of them for each application', async () => {
    const config = await discovered();
    const claims = await exchanged(config, await browser.signIn(await address(config), entra.person(9)));
    expect(claims).not.toHaveProperty('roles');
    expect(claims.sub).not.toBe(claims.oid);
  });

  it.each<[string, () => Promise<client.ClientAuth>]>([
    ['a secret in the body', async () => client.ClientSecretPost(secretOf(entra.oidc))],
    ['a secret by Basic', async () => client.ClientSecretBasic(secretOf(entra.oidc))],
    ['a key', withKey],
  ])('takes from the client %s', async (_, authentication) => {
    const config = await discovered(await authentication());
    const claims = await exchanged(config, await browser.signIn(await address(config), entra.person(0)));
    expect(claims.tid).toBe(TENANT);
  });

  async function withKey(): Promise<client.ClientAuth> {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    entra.configure(entra.oidc.appId, { clientKeys: [publicKey.export({ type: 'spki', format: 'pem' }).toString()] });
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    return client.PrivateKeyJwt(await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']));
  }

  it.each<[string, number, () => client.ClientAuth]>([
    ['another secret', 7000215, () => client.ClientSecretPost('another')],
    ['no secret', 7000218, () => client.None()],
    ['a secret that has ended', 7000222, withExpired],
  ])('refuses %s in Entra’s words', async (_, code, authentication) => {
    const config = await discovered(authentication());
    const back = await browser.signIn(await address(config), entra.person(0));
    expect(await refusalOf(exchanged(config, back))).toMatchObject({
      status: 401,
      error: 'invalid_client',
      error_codes: [code],
      error_description: expect.stringContaining(`AADSTS${code}: `),
    });
  });

  function withExpired(): client.ClientAuth {
    entra.configure(entra.oidc.appId, { secrets: [{ value: 'old', expiresAt: '2020-01-01T00:00:00.000Z' }] });
    return client.ClientSecretPost('old');
  }

  it('refuses a key that is not registered', async () => {
    const authentication = await withKey();
    entra.provider = registered;
    const config = await discovered(authentication);
    const back = await browser.signIn(await address(config), entra.person(0));
    expect(await refusalOf(exchanged(config, back))).toMatchObject({ status: 401, error_codes: [700027] });
  });

  it('takes a code once, with its verifier, within ten minutes', async () => {
    const config = await discovered();
    const back = await browser.signIn(await address(config), entra.person(0));
    await exchanged(config, back);
    expect(await refusalOf(exchanged(config, back))).toMatchObject({ error: 'invalid_grant', error_codes: [54005] });
    const second = await browser.get(await address(config));
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    expect(await refusalOf(exchanged(config, second, { pkceCodeVerifier }))).toMatchObject({ error_codes: [501481] });
    const third = await browser.get(await address(config));
    entra.now = new Date(Date.now() + 601_000);
    expect(await refusalOf(exchanged(config, third))).toMatchObject({ error_codes: [70008] });
  });

  it('asks nobody who is signed in, unless it is told to or that was too long ago', async () => {
    const config = await discovered();
    const first = await browser.signIn(await address(config), entra.person(0));
    const { auth_time: before, sid } = await exchanged(config, first);
    entra.now = new Date(Date.now() + 120_000);
    const silently = await exchanged(config, await browser.get(await address(config, { prompt: 'none' })));
    expect([silently.auth_time, silently.sid]).toEqual([before, sid]);
    expect((await browser.get(await address(config, { max_age: '300' }))).location).not.toBeNull();
    for (const forced of [{ prompt: 'login' }, { max_age: '0' }, { max_age: '60' }] as Record<string, string>[]) {
      expect((await browser.get(await address(config, forced))).location).toBeNull();
    }
    const again = await browser.signIn(await address(config, { prompt: 'login', max_age: '0' }), entra.person(0));
    const claims = await exchanged(config, again, { maxAge: 300 });
    expect([claims.sid, Number(claims.auth_time) - Number(before) >= 119]).toEqual([sid, true]);
  });

  it('sends back who may not be asked, and who thought better of it', async () => {
    const config = await discovered();
    const silent = await browser.get(await address(config, { prompt: 'none' }));
    expect(silent.location?.searchParams.get('error')).toBe('login_required');
    const cancelled = await browser.answer(await browser.get(await address(config)), { cancel: 'yes' });
    const { searchParams } = cancelled.location ?? new URL('http://nowhere');
    expect([searchParams.get('error'), searchParams.get('error_subcode'), searchParams.get('state')]).toEqual([
      'access_denied',
      'cancel',
      's',
    ]);
  });

  it('fills in whom the application expects', async () => {
    const { text } = await browser.get(await address(await discovered(), { login_hint: 'ada@contoso.example' }));
    expect(text).toContain('name="upn" value="ada@contoso.example"');
  });

  it('posts the answer where it is asked to', async () => {
    const config = await discovered();
    const { text } = await browser.signIn(await address(config, { response_mode: 'form_post' }), entra.person(0));
    expect(text).toContain(`action="${REDIRECT}"`);
    const code = /name="code" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const location = new URL(`${REDIRECT}?${new URLSearchParams({ code, state: 's' }).toString()}`);
    expect(await exchanged(config, { location })).toMatchObject({ tid: TENANT });
  });

  it.each<[string, number, (url: URL) => void]>([
    ['an application that is not there', 700016, (url) => url.searchParams.set('client_id', 'nobody')],
    ['a redirect URI that is not registered', 50011, (url) => url.searchParams.set('redirect_uri', `${REDIRECT}/`)],
    ['another tenant', 90002, (url) => (url.pathname = url.pathname.replace(TENANT, 'another'))],
  ])('shows on a page that the request is of %s', async (_, code, change) => {
    const url = await address(await discovered());
    change(url);
    expect(await browser.get(url)).toMatchObject({
      status: 400,
      location: null,
      text: expect.stringContaining(`AADSTS${code}: `),
    });
  });

  it.each<[string, number, (oid: string) => void]>([
    [
      'is not assigned where that is required',
      50105,
      (oid) => {
        const { [oid]: _, ...assignments } = entra.provider.assignments;
        entra.provider = { ...entra.provider, assignments };
        entra.configure(entra.oidc.appId, { isAssignmentRequired: true });
      },
    ],
    ['is disabled', 50057, (oid) => disable(oid)],
  ])('lets nobody in who %s', async (_, code, change) => {
    const config = await discovered();
    const source = entra.source;
    const ada = entra.person(0);
    change(ada.id);
    const seen = await browser.signIn(await address(config), ada);
    entra.source = source;
    expect(seen).toMatchObject({ status: 400, text: expect.stringContaining(`AADSTS${code}: `) });
  });

  function disable(oid: string): void {
    const user = entra.source.users.get(oid);
    if (user === undefined) throw new Error('there is nobody');
    const users = new Map(entra.source.users).set(oid, { ...user, accountEnabled: false });
    entra.source = { ...entra.source, users };
  }

  it('says who it does not know, and lets them try again', async () => {
    const config = await discovered();
    const wrong = await browser.answer(await browser.get(await address(config)), { upn: 'nobody@contoso.example' });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('AADSTS50034: ')]);
    const right = await browser.answer(wrong, { upn: ` ${entra.person(0).userPrincipalName.toUpperCase()} ` });
    expect(await exchanged(config, right)).toMatchObject({ oid: entra.person(0).id });
  });

  it('takes each answer of the page once', async () => {
    const page = await browser.get(await address(await discovered()));
    const person = entra.person(0).userPrincipalName;
    expect((await browser.answer(page, { person })).status).toBe(302);
    expect((await browser.answer(page, { person })).status).toBe(400);
  });

  it('names groups, and above 200 a link to them', async () => {
    entra.configure(entra.oidc.appId, { hasGroups: true });
    const config = await discovered();
    const [group] = entra.source.groups.values();
    if (group === undefined) throw new Error('there is no group');
    const ada = entra.person(0);
    const with200 = (count: number) => {
      const all = Array.from({ length: count }, (_, at) => ({ ...group, id: `group-${at}`, members: [ada.id] }));
      return { ...entra.source, groups: new Map(all.map((one) => [one.id, one])) };
    };
    entra.source = with200(200);
    const few = await exchanged(config, await browser.signIn(await address(config), ada));
    expect(few.groups).toHaveLength(200);
    entra.source = with200(201);
    const many = await exchanged(config, await browser.get(await address(config)));
    expect(many).toMatchObject({ _claim_names: { groups: 'src1' } });
    expect(many).not.toHaveProperty('groups');
  });

  it('stands in for each cloud at an address of its own, with the same people', async () => {
    const config = await discovered();
    for (const cloud of ['usgov', 'china']) {
      const base = `${entra.authority}/${cloud}/${TENANT}`;
      const issuer = new URL(`${base}/v2.0`);
      const secret = client.ClientSecretPost(secretOf(entra.oidc));
      const other = await client.discovery(issuer, entra.oidc.appId, undefined, secret, PLAIN);
      const back = await new TestBrowser().signIn(await address(other), entra.person(0));
      expect(await exchanged(other, back)).toMatchObject({ iss: issuer.href, oid: entra.person(0).id });
    }
    expect(config.serverMetadata().issuer).toBe(`${entra.base}/v2.0`);
  });

  it('tells the application when somebody signs out, and goes back where it may', async () => {
    const config = await discovered();
    const { sid } = await exchanged(config, await browser.signIn(await address(config), entra.person(0)));
    const known = `${CONSOLE}/sign-in`;
    const end = client.buildEndSessionUrl(config, { post_logout_redirect_uri: known });
    const { text } = await browser.get(end);
    expect(text).toContain(`src="${CONSOLE}/sso/oidc/logout?sid=${String(sid)}&amp;iss=`);
    expect(text).toContain(`content="1; url=${known}"`);
    expect((await browser.get(await address(config))).location).toBeNull();
    const foreign = client.buildEndSessionUrl(config, { post_logout_redirect_uri: 'https://elsewhere.example/' });
    expect((await browser.get(foreign)).text).not.toContain('elsewhere');
  });

  it('lets an app of many tenants ask where nobody says whose they are', async () => {
    const base = `${entra.authority}/organizations`;
    const document = (await (await fetch(`${base}/v2.0/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      token_endpoint: string;
      authorization_endpoint: string;
    };
    expect(document).toMatchObject({
      issuer: `${entra.authority}/{tenantid}/v2.0`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
    });
    const { search } = await address(await discovered());
    const { location } = await browser.get(document.authorization_endpoint + search);
    expect(location?.pathname).toBe(`/${TENANT}/oauth2/v2.0/authorize`);
    const back = await browser.signIn(String(location), entra.person(0));
    const form = {
      grant_type: 'authorization_code',
      code: back.location?.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      client_id: entra.oidc.appId,
      client_secret: secretOf(entra.oidc),
    };
    const answer = await fetch(document.token_endpoint, { method: 'POST', body: new URLSearchParams(form) });
    const { id_token: token } = (await answer.json()) as { id_token: string };
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: `${entra.base}/v2.0`, tid: TENANT, oid: entra.person(0).id });
    const unknown = await browser.get(`${document.authorization_endpoint}?client_id=nobody`);
    expect(unknown.text).toContain('AADSTS700016');
  });

  it('publishes the keys of the provisioning service of the same tenant beside its own', async () => {
    const key = await newSigningKey();
    const principal = { cloud: 'global', tenantId: TENANT, authority: entra.authority, subject: 's' } as const;
    const token = { clientApp: 'c', clientClaim: 'azp', audience: 'a', keys: [key], areKeysDown: false } as const;
    entra.principals = [{ ...principal, ...token }];
    const answer = await fetch(`${entra.base}/discovery/v2.0/keys`);
    const { keys } = (await answer.json()) as { keys: { kid: string }[] };
    expect(keys.map(({ kid }) => kid)).toEqual([registered.keys[0]?.kid, key.kid]);
    const sts = await fetch(`${entra.base}/.well-known/openid-configuration`);
    expect(await sts.json()).toMatchObject({ issuer: `${entra.base}/` });
    entra.principals = [];
  });
});
