import { describe, expect, it } from '@jest/globals';
import { makeSigner } from './certificate.fixture.js';
import { readCertificate, type SigningCertificate } from './certificate.js';
import { guardResponse, SKEW_MS, type Expected } from './guard-response.js';
import { encoded, OID, TestIdp, TID, type Said, type Signing } from './idp.fixture.js';
import { SamlRefused } from './saml-fault.js';

const acsUrl = 'http://localhost:7306/sso/saml/acs';
const entityId = 'http://localhost:7306/sso/saml/metadata';
const [idp, stranger, expired] = [new TestIdp(), new TestIdp(), makeSigner({ from: new Date('2020-01-01'), days: 10 })];
const now = new Date();
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);

function certificateOf(certificate: string): SigningCertificate {
  const read = readCertificate(certificate);
  if (read === null) throw new Error('no certificate');
  return read;
}

const expected: Expected = {
  acsUrl,
  entityId,
  issuer: idp.issuer,
  inResponseTo: '_asked',
  tid: TID,
  certificates: [certificateOf(idp.signer.certificate)],
  isIdpInitiatedAllowed: false,
  isFresh: false,
};
const around = { acsUrl, audience: entityId, inResponseTo: '_asked', now };

const respond = (said: Partial<Said> = {}, how?: Signing): string => idp.respond({ ...around, ...said }, how);

async function faultOf(message: string, more: Partial<Expected> = {}, at: Date = now): Promise<string> {
  try {
    await guardResponse(message, { ...expected, ...more }, at);
    return 'let in';
  } catch (error) {
    if (error instanceof SamlRefused) return error.code;
    throw error;
  }
}

describe('a response of Entra', () => {
  it('vouches for somebody', async () => {
    expect(await guardResponse(respond({ roles: ['Rollcall.Auditor', 'Other'] }), expected, now)).toMatchObject({
      tid: TID,
      oid: OID,
      name: 'Ada Lovelace',
      nameId: 'pairwise-1',
      roles: ['Rollcall.Auditor', 'Other'],
      authTime: now,
      isAnswer: true,
      until: new Date(minutes(65).getTime() + SKEW_MS),
    });
  });

  it('may be signed as a whole besides', async () => {
    const said = idp.says(around);
    const assertion = idp.sign(idp.assertion(said));
    expect(await faultOf(encoded(idp.sign(idp.response(said, assertion), { of: 'Response' })))).toBe('let in');
  });

  it.each([1, 2])('is signed by certificate %d of two while both are in the metadata', async (which) => {
    const [old, next] = [idp.signer, makeSigner()];
    const certificates = [old, next].map(({ certificate }) => certificateOf(certificate));
    expect(await faultOf(respond({}, { by: which === 1 ? old : next }), { certificates })).toBe('let in');
  });

  it('comes within the skew of the clocks', async () => {
    expect(await faultOf(respond({ conditionsFrom: minutes(1.9) }))).toBe('let in');
    expect(await faultOf(respond({ conditionsUntil: minutes(-1.9), confirmedUntil: minutes(-1.9) }))).toBe('let in');
  });

  it('without a request is taken where the tenant allows it', async () => {
    const message = respond({ inResponseTo: null });
    expect(await faultOf(message)).toBe('unsolicited');
    const vouched = await guardResponse(message, { ...expected, isIdpInitiatedAllowed: true }, now);
    expect(vouched.isAnswer).toBe(false);
  });
});

const SHA1 = 'http://www.w3.org/2000/09/xmldsig#';

/** Signed when it says so. */
function changed(from: string | RegExp, to: string, said: Partial<Said> = {}): string {
  const all = idp.says({ ...around, ...said });
  const assertion = idp.assertion(all);
  expect(assertion).toMatch(from);
  return encoded(idp.sign(idp.response(all, assertion.replace(from, to))));
}

const CONFIRMATION = /<SubjectConfirmation .*<\/SubjectConfirmation>/;

describe('a response that is refused', () => {
  it.each<[string, string, string]>([
    ['that is confirmed twice', 'recipient', changed(CONFIRMATION, '$&$&')],
    ['that is not confirmed', 'recipient', changed(CONFIRMATION, '')],
    ['whose confirmation needs a key besides', 'recipient', changed(':cm:bearer', ':cm:holder-of-key')],
    [
      'whose confirmation begins later',
      'not-yet',
      changed(' Recipient=', ` NotBefore="${minutes(2.1).toISOString()}"$&`),
    ],
    ['whose confirmation never ends', 'library', changed(/(InResponseTo="_asked") NotOnOrAfter="[^"]*"/, '$1')],
    ['whose conditions never end', 'library', changed(/(NotBefore="[^"]*") NotOnOrAfter="[^"]*"/, '$1')],
    ['whose conditions began at no time', 'not-yet', changed(/ NotBefore="[^"]*"/, '')],
    ['whose end is of no zone', 'expired', changed(/NotOnOrAfter="([^"]*)Z"/g, 'NotOnOrAfter="$1"')],
    ['without conditions', 'audience', changed(/<Conditions .*<\/Conditions>/, '<Conditions/>')],
    ['without an audience', 'audience', changed(/<AudienceRestriction>.*<\/AudienceRestriction>/, '')],
    ['without a sign-in', 'expired', changed(/<AuthnStatement .*<\/AuthnStatement>/, '')],
    ['without a name', 'subject', changed(/<NameID .*<\/NameID>/, '')],
    ['of two at once', 'subject', changed(`>${OID}<`, `>${OID}</AttributeValue><AttributeValue>${TID}<`)],
    ['of two tenants', 'tenant', changed(`>${TID}<`, `>${TID}</AttributeValue><AttributeValue>${TID}<`)],
    ['of somebody who is an element', 'subject', changed(`>${OID}<`, `><b>${OID}</b><`)],
  ])('%s', async (_what, fault, message) => {
    expect(await faultOf(message)).toBe(fault);
  });

  it.each<[string, string, Partial<Said>]>([
    ['of another issuer', 'issuer', { issuer: 'https://sts.windows.net/other/', responseIssuer: idp.issuer }],
    ['whose envelope has another issuer', 'issuer', { responseIssuer: 'https://sts.windows.net/other/' }],
    ['for another destination', 'destination', { destination: 'http://localhost:7306/sso/saml/other' }],
    ['for no destination', 'destination', { destination: null }],
    ['for another recipient', 'recipient', { recipient: 'https://other.example/acs' }],
    ['for another audience', 'audience', { audience: 'https://other.example' }],
    ['whose conditions have ended', 'expired', { conditionsUntil: minutes(-2) }],
    ['whose confirmation has ended', 'expired', { confirmedUntil: minutes(-2) }],
    ['that begins later', 'not-yet', { conditionsFrom: minutes(2.1) }],
    ['of who signs in only later', 'not-yet', { authnInstant: minutes(3) }],
    ['to another request', 'in-response-to', { inResponseTo: '_other', responseInResponseTo: null }],
    ['whose envelope answers another request', 'in-response-to', { responseInResponseTo: '_other' }],
    ['to no request, with one added outside', 'unsolicited', { inResponseTo: null, responseInResponseTo: '_asked' }],
    ['of another tenant of Entra', 'tenant', { tid: '00000000-1111-4222-8333-444455556666' }],
    ['of no tenant', 'tenant', { tid: null }],
    ['of nobody', 'subject', { oid: null }],
    ['of somebody who is no object of Entra', 'subject', { oid: 'ada@contoso.example' }],
    ['that did not succeed', 'status', { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }],
  ])('%s', async (_what, fault, said) => {
    expect(await faultOf(respond(said))).toBe(fault);
  });

  it.each<[string, string, Signing]>([
    ['by somebody else', 'signature', { by: stranger.signer }],
    ['by a certificate that has expired', 'signature', { by: expired }],
    ['with RSA and SHA-1', 'signature-algorithm', { signature: `${SHA1}rsa-sha1` }],
    ['with a digest of SHA-1', 'signature-algorithm', { digest: `${SHA1}sha1` }],
    ['without a transform', 'signature-algorithm', { transforms: [`${SHA1}enveloped-signature`] }],
    ['as a whole alone', 'signature-place', { of: 'Response' }],
  ])('signed %s', async (_what, fault, how) => {
    const certificates = [certificateOf(idp.signer.certificate), certificateOf(expired.certificate)];
    expect(await faultOf(respond({}, how), { certificates })).toBe(fault);
  });

  it('when the only certificate is past its end, though it signs, and before its beginning', async () => {
    const certificates = [certificateOf(expired.certificate)];
    expect(await faultOf(respond({}, { by: expired }), { certificates })).toBe('certificate');
    const [later] = [makeSigner({ from: minutes(60) })];
    const early = { certificates: [certificateOf(later.certificate)] };
    expect(await faultOf(respond({}, { by: later }), early)).toBe('certificate');
  });

  it('as a whole by Entra, whose assertion somebody else signed', async () => {
    const said = idp.says(around);
    const assertion = idp.sign(idp.assertion(said), { by: stranger.signer });
    expect(await faultOf(encoded(idp.sign(idp.response(said, assertion), { of: 'Response' })))).toBe('signature');
  });

  it('when it is not signed, or was changed afterwards', async () => {
    const said = idp.says(around);
    expect(await faultOf(encoded(idp.response(said, idp.assertion(said))))).toBe('signature-place');
    const signed = Buffer.from(respond(), 'base64').toString().replace('Rollcall.Auditor', 'Rollcall.Operator');
    expect(await faultOf(encoded(signed))).toBe('signature');
  });

  it('by the clock that is given', async () => {
    const message = respond();
    expect(await faultOf(message, {}, minutes(66))).toBe('let in');
    expect(await faultOf(message, {}, minutes(67.1))).toBe('expired');
    expect(await faultOf(message, {}, new Date(now.getTime() + 31 * 86_400_000))).toBe('certificate');
  });

  it('for a step-up when the sign-in is older than five minutes, or there was no request', async () => {
    expect(await faultOf(respond({ authnInstant: minutes(-4.9) }), { isFresh: true })).toBe('let in');
    expect(await faultOf(respond({ authnInstant: minutes(-5.1) }), { isFresh: true })).toBe('not-fresh');
    const unasked = { isFresh: true, isIdpInitiatedAllowed: true };
    expect(await faultOf(respond({ inResponseTo: null }), unasked)).toBe('unsolicited');
  });

  it('cancelled, in words of its own', async () => {
    const second = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode>';
    const said = idp.says({ ...around, status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' });
    const xml = idp.response(said, '').replace(/(<samlp:StatusCode [^>]*)\/>/, `$1>${second}`);
    expect(await faultOf(encoded(xml))).toBe('cancelled');
  });
});
