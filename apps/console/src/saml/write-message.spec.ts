import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { EntraClouds } from '#service';
import type { Going } from '../sign-on/login-state.js';
import { NO_SIGN_ON, type SamlSettings } from '../sign-on/settings.js';
import { ownAddresses } from './addresses.js';
import { SamlWay } from './saml-way.js';
import { spMetadata } from './sp-metadata.js';
import { escaped, newMessageId } from './write-message.js';
import { ASSERTION_NS, attribute, METADATA_NS, only, readMessage, textOf, type XmlElement } from './xml.js';

const own = ownAddresses('https://console.example');
const tid = 'b2a4c1d0-1111-4222-8333-444455556666';
const appId = '0e9f7a61-aaaa-4bbb-8ccc-ddddeeee0001';
const clouds = new EntraClouds({ ENTRA_CLOUDS: 'global,usgov,china', ENTRA_AUTHORITIES: '' });
const test = { testedAt: null, testedBy: null, testedRoles: [] };
const going: Going = { tenantId: tid, purpose: 'sign-in', to: '/', account: null, former: null };

async function requestFor(purpose: Going['purpose'], cloud: SamlSettings['cloud'] = 'global') {
  const saml = { on: true, cloud, tid, appId, idpInitiated: false, ...test };
  const leaving = await new SamlWay(clouds, own).leave({ ...NO_SIGN_ON, saml }, { ...going, purpose });
  const url = new URL(leaving.url);
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64'));
  return { url, secrets: leaving.secrets, root: readMessage(xml) };
}

const names = ({ attributes }: XmlElement) =>
  Array.from({ length: attributes.length }, (_, index) => attributes.item(index)?.localName);

describe('a request', () => {
  it.each([
    ['global', 'https://login.microsoftonline.com'],
    ['usgov', 'https://login.microsoftonline.us'],
    ['china', 'https://login.partner.microsoftonline.cn'],
  ] as const)('goes to the tenant of its cloud: %s', async (cloud, authority) => {
    const { url } = await requestFor('sign-in', cloud);
    expect(url.origin + url.pathname).toBe(`${authority}/${tid}/saml2`);
  });

  it('says who asks and where the answer goes, and asks for no kind of sign-in and nobody', async () => {
    const { root, secrets } = await requestFor('sign-in');
    expect(attribute(root, 'AssertionConsumerServiceURL')).toBe('https://console.example/sso/saml/acs');
    expect(textOf(only(root, ASSERTION_NS, 'Issuer'))).toBe('https://console.example/sso/saml/metadata');
    expect(secrets).toEqual({ method: 'saml', requestId: attribute(root, 'ID') });
    const asked = ['xmlns:samlp', 'ID', 'Version', 'IssueInstant', 'Destination', 'AssertionConsumerServiceURL'];
    expect(names(root).map((name) => (name === 'samlp' ? 'xmlns:samlp' : name))).toEqual([...asked, 'ProtocolBinding']);
    expect(root.textContent).toBe('https://console.example/sso/saml/metadata');
  });

  it.each(['test', 'step-up'] as const)('for a %s asks for the user anew', async (purpose) => {
    expect(attribute((await requestFor(purpose)).root, 'ForceAuthn')).toBe('true');
  });

  it('has an id that begins with no digit, another each time', () => {
    const ids = Array.from({ length: 100 }, newMessageId);
    expect(ids.every((id) => /^_[\da-f]{40}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(100);
  });
});

it('text is no markup', () => {
  expect(escaped(`<b a="1" b='2'>&`)).toBe('&lt;b a=&quot;1&quot; b=&apos;2&apos;&gt;&amp;');
});

it('our metadata says what Entra is to be told', () => {
  const root = readMessage(Buffer.from(spMetadata(own)));
  const role = only(root, METADATA_NS, 'SPSSODescriptor');
  expect(attribute(root, 'entityID')).toBe(own.entityId);
  expect(attribute(role, 'WantAssertionsSigned')).toBe('true');
  const place = (name: string) =>
    role === undefined ? undefined : attribute(only(role, METADATA_NS, name), 'Location');
  expect([place('AssertionConsumerService'), place('SingleLogoutService')]).toEqual([own.acsUrl, own.logoutUrl]);
});
