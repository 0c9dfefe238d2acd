import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { makeSigner } from './certificate.fixture.js';
import { readCertificate, type SigningCertificate } from './certificate.js';
import { logoutQuery, type SaidOfLogout } from './logout.fixture.js';
import { isSignedQuery, readLogoutRequest } from './read-logout.js';
import { SamlRefused } from './saml-fault.js';

const logoutUrl = 'https://console.example/sso/saml/logout';
const now = new Date();
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);
const [signer, stranger, expired] = [makeSigner(), makeSigner(), makeSigner({ from: minutes(-60 * 48), days: 1 })];
const certificate = (of: { certificate: string }) => readCertificate(of.certificate) as SigningCertificate;
const said: SaidOfLogout = { issuer: 'https://sts.windows.net/t/', nameId: 'n', destination: logoutUrl, at: now };

function read(query: string) {
  return readLogoutRequest(new URLSearchParams(query).get('SAMLRequest') ?? '', { logoutUrl, now });
}

function faultOf(query: string): string {
  try {
    read(query);
    return 'taken';
  } catch (error) {
    if (error instanceof SamlRefused) return error.code;
    throw error;
  }
}

describe('a logout request', () => {
  it('says whose sessions end', () => {
    const asked = { ...said, sessionIndex: 's' };
    const expected = { id: '_logout', issuer: said.issuer, nameId: 'n', sessionIndexes: ['s'] };
    expect(read(logoutQuery(asked, null))).toEqual(expected);
  });

  const packed = (xml: string) => `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}`;
  it.each<[string, string, string]>([
    ['of another place', 'destination', logoutQuery({ ...said, destination: 'https://x.example' }, null)],
    ['of long ago', 'expired', logoutQuery({ ...said, at: minutes(-5.1) }, null)],
    ['of later', 'expired', logoutQuery({ ...said, at: minutes(2.1) }, null)],
    ['without a name', 'subject', logoutQuery({ ...said, nameId: '' }, null)],
    ['without an issuer', 'issuer', logoutQuery({ ...said, issuer: '' }, null)],
    ['that is a bomb', 'not-base64', packed(`<a>${' '.repeat(10_000_000)}</a>`)],
    ['that is another message', 'not-a-response', packed('<a/>')],
    ['with a document type', 'doctype', packed('<!DOCTYPE a><a/>')],
    ['that is nothing', 'not-base64', 'SAMLRequest=AAAA'],
  ])('%s is refused', (_what, fault, query) => {
    expect(faultOf(query)).toBe(fault);
  });
});

describe('the signature of a query', () => {
  const all = [certificate(signer), certificate(expired)];
  const good = logoutQuery({ ...said, relayState: 'a b' }, signer);
  it.each(['rsa-sha256', 'rsa-sha512'])('is one by %s', (algorithm) => {
    expect(isSignedQuery(logoutQuery({ ...said, relayState: 'a b' }, signer, algorithm), all, now)).toBe(true);
  });

  it.each<[string, string]>([
    ['by somebody else', logoutQuery(said, stranger)],
    ['by an expired certificate', logoutQuery(said, expired)],
    ['with SHA-1', logoutQuery(said, signer, 'rsa-sha1')],
    ['that is none', logoutQuery(said, null)],
    ['of another relay state', good.replace('a%20b', 'c')],
    ['of another request', good.replace(/SAMLRequest=.{20}/, `SAMLRequest=${'A'.repeat(20)}`)],
    ['with a second request', `${good}&SAMLRequest=AAAA`],
    ['with another request before it', `SAMLRequest=AAAA&${good}`],
    ['without its algorithm', good.replace(/&SigAlg=[^&]*/, '')],
    ['without its value', good.replace(/&Signature=.*/, '')],
  ])('is none %s', (_what, query) => {
    expect(isSignedQuery(query, all, now)).toBe(false);
  });
});
