import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { logoutQuery, type SaidOfLogout } from './logout.fixture.js';
import { makeSigner, type Signer } from './certificate.fixture.js';
import { TID } from './idp.fixture.js';
import { SamlConsole, type SamlVisitor } from './saml.fixture.js';
import { attribute, readMessage } from './xml.js';

let saml: SamlConsole;
beforeAll(async () => {
  saml = await SamlConsole.start();
});
afterAll(() => saml?.stop());
beforeEach(async () => {
  await saml.empty();
  await saml.setUp();
});

function ask(said: Partial<SaidOfLogout>, by: Signer | null, cookie = ''): Promise<Response> {
  const query = logoutQuery({ issuer: saml.entra.idp.issuer, nameId: 'pairwise-1', ...said }, by);
  const headers = { 'sec-fetch-site': 'cross-site', cookie };
  return fetch(`${saml.console.service.url}/sso/saml/logout?${query}`, { headers, redirect: 'manual' });
}

const isIn = async ({ browser }: SamlVisitor): Promise<boolean> =>
  (await saml.console.as(browser, '/api/session')).status === 200;

describe('somebody who signs out at Entra', () => {
  it('is signed out here, in every browser, and nobody else is', async () => {
    const [one, other] = [(await saml.comeIn()).visitor, (await saml.comeIn()).visitor];
    const said = { nameId: 'pairwise-2', oid: '0e9f7a61-aaaa-4bbb-8ccc-ddddeeee0002' };
    const { visitor: somebody } = await saml.comeIn({ said });
    const answer = await ask({}, saml.entra.idp.signer);
    expect(answer.status).toBe(303);
    expect([await isIn(one), await isIn(other), await isIn(somebody)]).toEqual([false, false, true]);
    const ended = (await saml.console.acts()).filter(({ act }) => act === 'sessions.end');
    expect(ended.map(({ changes }) => changes[0]?.after)).toEqual(['signed out at Entra', 'signed out at Entra']);
  });

  it('goes back to Entra with an answer, and what Entra gave along', async () => {
    const answer = await ask({ relayState: 'kept as it is' }, saml.entra.idp.signer);
    const to = new URL(answer.headers.get('location') ?? '');
    expect(to.origin + to.pathname).toBe(`${saml.entra.url}/${TID}/saml2`);
    expect(to.searchParams.get('RelayState')).toBe('kept as it is');
    const root = readMessage(inflateRawSync(Buffer.from(to.searchParams.get('SAMLResponse') ?? '', 'base64')));
    expect([root.localName, attribute(root, 'InResponseTo')]).toEqual(['LogoutResponse', '_logout']);
  });

  it.each<[string, () => Signer | null]>([
    ['that nobody signed', () => null],
    ['that somebody else signed', () => makeSigner()],
  ])('is not by a request %s, unless their own browser brings it', async (_how, by) => {
    const [one, other] = [(await saml.comeIn()).visitor, (await saml.comeIn()).visitor];
    expect((await ask({}, by())).status).toBe(303);
    expect([await isIn(one), await isIn(other)]).toEqual([true, true]);
    await ask({}, by(), one.cookie);
    expect([await isIn(one), await isIn(other)]).toEqual([false, true]);
  });

  it('of another tenant of Entra ends nothing here', async () => {
    const { visitor } = await saml.comeIn();
    const issuer = 'https://sts.windows.net/00000000-1111-4222-8333-444455556666/';
    const answer = await ask({ issuer }, saml.entra.idp.signer, visitor.cookie);
    expect(answer.headers.get('location')).toBe('/sign-in');
    expect(await isIn(visitor)).toBe(true);
  });

  it.each(['', 'SAMLRequest=AAAA', 'SAMLResponse=AAAA'])('is nobody by what is no request: %s', async (query) => {
    const { visitor } = await saml.comeIn();
    const url = `${saml.console.service.url}/sso/saml/logout?${query}`;
    const answer = await fetch(url, { headers: { cookie: visitor.cookie }, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/sign-in');
    expect(await isIn(visitor)).toBe(true);
  });

  it('is remembered by a hash alone', async () => {
    await saml.comeIn({ said: { nameId: 'ada@contoso.example' } });
    const { rows } = await saml.console.owner.query('select * from saml_names');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('ada@');
  });
});
