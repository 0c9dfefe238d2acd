import { execFile } from 'node:child_process';
import { createVerify, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SAML, type SamlConfig } from '@node-saml/node-saml';
import { expiredCertificate, newCertificate, x509Of } from './certificate.js';
import { CONSOLE, hidden, TENANT, TestBrowser, TestEntra, type Seen } from './entra.fixture.js';
import type { IdentityProvider } from './identity-provider.js';

const ISSUER = `https://sts.windows.net/${TENANT}/`;
const ACS = `${CONSOLE}/sso/saml/acs`;
const ENTITY = `${CONSOLE}/sso/saml/metadata`;
const CLAIM = 'http://schemas.microsoft.com/identity/claims';

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

interface Wish {
  readonly id?: string;
  readonly issuer?: string;
  readonly attributes?: string;
  readonly children?: string;
}

function request({ id = '_one', issuer = ENTITY, attributes = '', children = '' }: Wish = {}): string {
  return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}" ${attributes}><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</Issuer>${children}</samlp:AuthnRequest>`;
}

function asked(text: string, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ SAMLRequest: deflateRawSync(text).toString('base64'), ...more });
  return `${entra.base}/saml2?${query.toString()}`;
}

/** What the browser is to post at the console. */
function posted({ text, status }: Seen): string {
  expect([status, text]).toEqual([200, expect.stringContaining(`action="${ACS}"`)]);
  return Buffer.from(hidden(text, 'SAMLResponse'), 'base64').toString();
}

const signedIn = async (index = 0, wish: Wish = {}): Promise<string> =>
  posted(await browser.signIn(asked(request(wish)), entra.person(index)));

function serviceProvider(more: Partial<SamlConfig> = {}): SAML {
  return new SAML({
    callbackUrl: ACS,
    issuer: ENTITY,
    audience: ENTITY,
    idpCert: entra.saml.certificates.map(({ der }) => der),
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: true,
    identifierFormat: null,
    ...more,
  });
}

async function read(response: string, more: Partial<SamlConfig> = {}): Promise<Readonly<Record<string, unknown>>> {
  const SAMLResponse = Buffer.from(response).toString('base64');
  const { profile } = await serviceProvider(more).validatePostResponseAsync({ SAMLResponse });
  return { ...profile };
}

describe('SAML', () => {
  it('signs somebody in with an assertion as Entra’s', async () => {
    const response = await signedIn();
    const ada = entra.person(0);
    expect(await read(response)).toMatchObject({
      issuer: ISSUER,
      nameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      [`${CLAIM}/objectidentifier`]: ada.id,
      [`${CLAIM}/tenantid`]: TENANT,
      [`${CLAIM}/displayname`]: ada.displayName,
      'http://schemas.microsoft.com/ws/2008/06/identity/claims/role': 'Rollcall.IdentityAdministrator',
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name': ada.userPrincipalName,
    });
    expect(response).toMatch(
      /<samlp:Response[^>]* Destination="http:\/\/localhost:7306\/sso\/saml\/acs" InResponseTo="_one"/,
    );
    const [, from = '', until = ''] = /<Conditions NotBefore="([^"]+)" NotOnOrAfter="([^"]+)"/.exec(response) ?? [];
    expect([from, Date.parse(until) - Date.parse(from)]).toEqual([entra.now.toISOString(), 70 * 60_000]);
  });

  it('by the POST binding, too, and gives back what the console wants to know again', async () => {
    const url = `${entra.base}/saml2`;
    const page = await browser.post(url, {
      SAMLRequest: Buffer.from(request()).toString('base64'),
      RelayState: '/t/a?b=c&d',
    });
    const seen = await browser.answer(page, { person: entra.person(0).userPrincipalName });
    expect(await read(posted(seen))).toMatchObject({ [`${CLAIM}/objectidentifier`]: entra.person(0).id });
    expect(seen.text).toContain('name="RelayState" value="/t/a?b=c&amp;d"');
  });

  it.each([
    ['assertion', 'sha256', 1],
    ['response', 'sha256', 1],
    ['both', 'sha256', 2],
    ['assertion', 'sha1', 1],
  ] as const)('signs what it is configured to: %s, by %s', async (part, algorithm, signatures) => {
    const [wantAuthnResponseSigned, wantAssertionsSigned] = [part !== 'assertion', part !== 'response'];
    entra.configure(entra.saml.appId, { signing: { part, algorithm } });
    const response = await signedIn();
    expect(response.match(/<SignatureValue>/g)).toHaveLength(signatures);
    expect(response.includes('rsa-sha1')).toBe(algorithm === 'sha1');
    expect(await read(response, { wantAuthnResponseSigned, wantAssertionsSigned })).toMatchObject({ issuer: ISSUER });
  });

  it('asks nobody who is signed in, unless it is forced to', async () => {
    const instant = (response: string): string => /AuthnInstant="([^"]+)"/.exec(response)?.[1] ?? '';
    const first = instant(await signedIn());
    entra.now = new Date(Date.now() + 60_000);
    expect(instant(posted(await browser.get(asked(request()))))).toBe(first);
    const again = await signedIn(0, { attributes: 'ForceAuthn="true"' });
    expect(instant(again)).toBe(entra.now.toISOString());
  });

  it('answers without an assertion where nobody may be asked, or somebody thought better of it', async () => {
    const passive = posted(await browser.get(asked(request({ attributes: 'IsPassive="true"' }))));
    expect([passive.includes('status:NoPassive'), passive.includes('<Assertion')]).toEqual([true, false]);
    const cancelled = posted(await browser.answer(await browser.get(asked(request())), { cancel: 'yes' }));
    expect([cancelled.includes('status:AuthnFailed'), cancelled.includes('AADSTS65004: ')]).toEqual([true, true]);
  });

  it('has an id of somebody that stays, and one by the format that is asked for', async () => {
    const one = await read(await signedIn());
    const other = await read(posted(await browser.get(asked(request({ id: '_two' })))));
    expect(other.nameID).toBe(one.nameID);
    const policy = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/>';
    const named = posted(await browser.get(asked(request({ children: policy }))));
    expect((await read(named)).nameID).toBe(entra.person(0).userPrincipalName);
  });

  it('launches what nobody asked for', async () => {
    const url = `${entra.base}/launch/${entra.saml.appId}?RelayState=%2Ft%2Fcontoso`;
    const seen = await browser.signIn(url, entra.person(0));
    expect(posted(seen)).not.toContain('InResponseTo');
    expect(hidden(seen.text, 'RelayState')).toBe('/t/contoso');
  });

  it.each<[string, number, () => string]>([
    ['an application that is not there', 700016, () => asked(request({ issuer: 'nobody' }))],
    [
      'a reply URL that is not registered',
      50011,
      () => asked(request({ attributes: 'AssertionConsumerServiceURL="http://elsewhere.example/"' })),
    ],
    ['an id that begins with a digit', 7500529, () => asked(request({ id: '1' }))],
    [
      'somebody in particular',
      900236,
      () => asked(request({ children: '<saml:Subject xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>' })),
    ],
    [
      'a method that nobody has',
      75011,
      () =>
        asked(
          request({
            children:
              '<samlp:RequestedAuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:X509</AuthnContextClassRef></samlp:RequestedAuthnContext>',
          }),
        ),
    ],
    ['no XML', 75005, () => asked('hello')],
    ['a DOCTYPE', 75005, () => asked(`<!DOCTYPE a [<!ENTITY b "c">]>${request()}`)],
    ['what is no message', 75005, () => asked('<AuthnRequest/>')],
    ['nothing', 75005, () => `${entra.base}/saml2`],
    ['more than it reads', 75005, () => asked(request({ children: ' '.repeat(70_000) }))],
  ])('shows on a page that the request is of %s', async (_, code, url) => {
    expect(await browser.get(url())).toMatchObject({ status: 400, text: expect.stringContaining(`AADSTS${code}: `) });
  });

  it('answers a request to sign out, and tells the other applications', async () => {
    const first = await signedIn();
    const { nameID = '' } = (await read(first)) as { nameID?: string };
    const logout = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_out" Version="2.0" IssueInstant="${new Date().toISOString()}"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${ENTITY}</Issuer><NameID xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${nameID}</NameID></samlp:LogoutRequest>`;
    const { location } = await browser.get(asked(logout, { RelayState: 'r' }));
    const { text, isSigned } = redirected(location, 'SAMLResponse');
    expect([isSigned, location?.searchParams.get('RelayState')]).toEqual([true, 'r']);
    expect(text).toContain(
      `<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://login.microsoftonline.com/${TENANT}/</Issuer>`,
    );
    expect(text).toContain('InResponseTo="_out"');
    // Nobody is signed in any more.
    expect((await browser.get(asked(request()))).text).toContain('name="flow"');
  });

  it('asks an application to sign out when that was begun elsewhere', async () => {
    const index = /SessionIndex="([^"]+)"/.exec(await signedIn())?.[1] ?? 'none';
    const { text } = await browser.get(`${entra.base}/oauth2/v2.0/logout`);
    const frame = /<iframe[^>]* src="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const sent = redirected(new URL(frame), 'SAMLRequest');
    expect([sent.isSigned, sent.text.includes(`<samlp:SessionIndex>${index}</samlp:SessionIndex>`)]).toEqual([
      true,
      true,
    ]);
  });

  function redirected(location: URL | null, field: string): { readonly text: string; readonly isSigned: boolean } {
    if (location === null) throw new Error('nobody was sent back');
    const [query = '', signature = ''] = location.search.slice(1).split('&Signature=');
    const key = x509Of(entra.saml.certificates[0] ?? { privateKey: '', der: '' }).publicKey;
    const isSigned = createVerify('sha256').update(query).verify(key, decodeURIComponent(signature), 'base64');
    const text = inflateRawSync(Buffer.from(location.searchParams.get(field) ?? '', 'base64')).toString();
    return { text, isSigned };
  }
});

describe('federation metadata', () => {
  const metadata = async (): Promise<string> => {
    const answer = await fetch(
      `${entra.base}/federationmetadata/2007-06/federationmetadata.xml?appid=${entra.saml.appId}`,
    );
    return Buffer.from(await answer.arrayBuffer()).toString('utf8');
  };
  const published = (text: string): string[] =>
    [...text.matchAll(/<KeyDescriptor.*?<X509Certificate>([^<]+)</g)].map(([, der = '']) => der);

  it('begins with a byte order mark, and has all certificates of the application', async () => {
    const next = await newCertificate(new Date());
    entra.configure(entra.saml.appId, { certificates: [...entra.saml.certificates, next] });
    const text = await metadata();
    expect(text.startsWith('\ufeff<?xml')).toBe(true);
    expect(text).toContain(`entityID="${ISSUER}"`);
    expect(published(text)).toEqual(entra.saml.certificates.map(({ der }) => der));
    expect(text.match(/Location="[^"]+"/g)).toEqual(Array(3).fill(`Location="${entra.base}/saml2"`));
  });

  it('names the issuer of each cloud, which signs its assertions', async () => {
    const path = `federationmetadata/2007-06/federationmetadata.xml?appid=${entra.saml.appId}`;
    const china = await fetch(`${entra.authority}/china/${TENANT}/${path}`);
    expect(await china.text()).toContain(`entityID="https://sts.chinacloudapi.cn/${TENANT}/"`);
    const url = `${entra.authority}/china/${TENANT}/launch/${entra.saml.appId}`;
    const response = posted(await browser.signIn(url, entra.person(0)));
    expect(response).toContain(`<Issuer>https://sts.chinacloudapi.cn/${TENANT}/</Issuer>`);
  });

  it('is followed by what is signed: by the next certificate, or by one that has ended', async () => {
    for (const certificate of [await newCertificate(new Date()), await expiredCertificate(new Date())]) {
      entra.configure(entra.saml.appId, { certificates: [certificate, ...entra.saml.certificates] });
      const response = await new TestBrowser().signIn(asked(request()), entra.person(0)).then(posted);
      expect(response).toContain(`<X509Certificate>${certificate.der}</X509Certificate>`);
      expect(await read(response, { idpCert: published(await metadata())[0] ?? '' })).toMatchObject({ issuer: ISSUER });
    }
    expect(x509Of(entra.saml.certificates[0] ?? { privateKey: '', der: '' }).validToDate.getTime()).toBeLessThan(
      Date.now(),
    );
  });
});

describe('a certificate', () => {
  it('is X.509 as others read it, signed by itself, for three years', async () => {
    const certificate = await newCertificate(new Date());
    const x509 = new X509Certificate(Buffer.from(certificate.der, 'base64'));
    expect(x509.subject).toBe('CN=Microsoft Azure Federated SSO Certificate');
    expect(x509.verify(x509.publicKey)).toBe(true);
    expect(Math.round((x509.validToDate.getTime() - x509.validFromDate.getTime()) / 86_400_000)).toBe(1_096);
  });
});

// Debian's package xmlsec1: a signer and a reader that shares nothing with what signs here.
describe('xmlsec1', () => {
  let dir: string;
  beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'rollcall-xmlsec1-'))));
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** Null where it is not installed. */
  async function verified(xml: string, element: string): Promise<boolean | null> {
    const [document, certificate] = [join(dir, 'document.xml'), join(dir, 'certificate.pem')];
    await writeFile(document, xml);
    await writeFile(certificate, x509Of(entra.saml.certificates[0] ?? { privateKey: '', der: '' }).toString());
    const words = ['--verify', '--id-attr:ID', element, '--pubkey-cert-pem', certificate, document];
    return new Promise((resolve) => {
      execFile('xmlsec1', words, (error) => resolve(error === null ? true : error.code === 'ENOENT' ? null : false));
    });
  }

  it('agrees with the signatures of assertions, responses and metadata, and with no other', async () => {
    const assertion = await signedIn();
    entra.configure(entra.saml.appId, { signing: { part: 'response', algorithm: 'sha256' } });
    const response = posted(await browser.get(asked(request())));
    const path = `federationmetadata/2007-06/federationmetadata.xml?appid=${entra.saml.appId}`;
    const metadata = (await (await fetch(`${entra.base}/${path}`)).text()).replace('\ufeff', '');
    const outcomes = [
      await verified(assertion, 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion'),
      await verified(response, 'urn:oasis:names:tc:SAML:2.0:protocol:Response'),
      await verified(metadata, 'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor'),
      await verified(
        assertion.replaceAll('Rollcall.IdentityAdministrator', 'Rollcall.Auditor'),
        'urn:oasis:names:tc:SAML:2.0:assertion:Assertion',
      ),
    ];
    if (outcomes[0] !== null) expect(outcomes).toEqual([true, true, true, false]);
  });
});
