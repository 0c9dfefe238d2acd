import { describe, expect, it } from '@jest/globals';
import { readCertificate, type SigningCertificate } from './certificate.js';
import { guardResponse, type Expected } from './guard-response.js';
import { encoded, EXC, OID, TestIdp, TID } from './idp.fixture.js';
import { SamlRefused } from './saml-fault.js';
import { MOST_LEVELS, MOST_MARKS, MOST_XML_BYTES } from './xml.js';

const acsUrl = 'http://localhost:7306/sso/saml/acs';
const entityId = 'http://localhost:7306/sso/saml/metadata';
const VICTIM = '0e9f7a61-aaaa-4bbb-8ccc-dddd00000000';
const idp = new TestIdp();
const now = new Date();
const certificate = readCertificate(idp.signer.certificate) as SigningCertificate;
const expected: Expected = {
  acsUrl,
  entityId,
  issuer: idp.issuer,
  inResponseTo: '_asked',
  tid: TID,
  certificates: [certificate],
  isIdpInitiatedAllowed: false,
  isFresh: false,
};

async function outcomeOf(message: string): Promise<string> {
  try {
    return (await guardResponse(message, expected, now)).oid;
  } catch (error) {
    if (error instanceof SamlRefused) return error.code;
    throw error;
  }
}

/** What somebody has who may sign in here, and what they make of it: a response that vouches for somebody else. */
const said = idp.says({ acsUrl, audience: entityId, inResponseTo: '_asked', now, id: '_own' });
const plain = idp.assertion(said);
const own = idp.sign(plain);
const ownResponse = idp.sign(idp.response(said, own), { of: 'Response' });
const [signature = ''] = /<Signature .*<\/Signature>/s.exec(own) ?? [];
const evilSaid = { ...said, id: '_evil', oid: VICTIM, nameId: 'pairwise-victim' };
const evil = idp.assertion(evilSaid);
const withSignature = (assertion: string, added: string): string => assertion.replace('</Issuer>', `</Issuer>${added}`);
const around = (inside: string): string => idp.response(said, inside);
const other = (inside: string): string => idp.response(evilSaid, inside);
const inSignature = (added: string): string =>
  signature.replace('</Signature>', `<Object>${added}</Object></Signature>`);
const asResponse = (xml: string): string => /<samlp:Response.*/s.exec(xml)?.[0] ?? '';

/** 99 characters, and eight times twenty times as many. */
function bomb(xml: string): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const entities = names.map((name, index) => {
    const text = index === 0 ? 'a'.repeat(99) : `&${names[index - 1]};`.repeat(20);
    return `<!ENTITY ${name} "${text}">`;
  });
  return `<!DOCTYPE x [${entities.join('')}]>${xml}`;
}

it('of one’s own lets one in, and nobody else', async () => {
  expect(await outcomeOf(encoded(around(own)))).toBe(OID);
  expect(await outcomeOf(encoded(asResponse(ownResponse)))).toBe(OID);
});

const OF_RESPONSE = /<Signature (?:(?!<Signature ).)*?URI="#_r_own".*?<\/Signature>/s;

describe('wrapping', () => {
  it.each<[string, string, string]>([
    ['another assertion before the signed one', 'assertions', around(evil + own)],
    ['another assertion behind the signed one', 'assertions', around(own + evil)],
    ['the signed one within the other', 'assertions', around(evil.replace('</Assertion>', `${own}</Assertion>`))],
    [
      'the signature within the other, the signed one behind',
      'assertions',
      around(withSignature(evil, signature) + plain),
    ],
    ['the signed one in an object of the signature', 'assertions', around(withSignature(evil, inSignature(plain)))],
    ['the signed one in extensions', 'assertions', around(`<samlp:Extensions>${own}</samlp:Extensions>${evil}`)],
    [
      'the signed one in details of the status',
      'assertions',
      around(own).replace('</samlp:Status>', `<samlp:StatusDetail>${evil}</samlp:StatusDetail></samlp:Status>`),
    ],
    [
      'the whole signed response within another',
      'assertions',
      other(`<samlp:Extensions>${asResponse(ownResponse)}</samlp:Extensions>${evil}`),
    ],
    ['the whole signed response in its signature', 'assertions', other(inSignature(asResponse(ownResponse)) + evil)],
    [
      'an assertion of another namespace',
      'assertions',
      around(own + evil.replace(/xmlns="[^"]*"/, 'xmlns="urn:other"')),
    ],
    [
      'one that is signed, of another namespace',
      'assertions',
      around(idp.sign(plain.replace(/xmlns="[^"]*"/, 'xmlns="urn:x"'))),
    ],
    ['one deeper, and none where it belongs', 'assertions', around(`<samlp:Extensions>${own}</samlp:Extensions>`)],
    ['the same id twice', 'duplicate-id', around(own + evil.replace('_evil', '_own'))],
    ['the same id, written otherwise', 'duplicate-id', around(own.replace('<Subject>', '<Subject Id="_own">'))],
    ['the signature beside what it signs', 'signature-place', around(signature + plain)],
    ['the signature of another assertion', 'signature-place', around(withSignature(evil, signature))],
    ['two signatures', 'signature-place', around(withSignature(own, signature))],
    ['two signatures of the response', 'signature-place', ownResponse.replace(OF_RESPONSE, '$&$&')],
    ['a signature deeper', 'signature-place', around(own.replace('<NameID', `${signature}<NameID`))],
    [
      'something that only calls itself a signature',
      'signature-place',
      around(own.replace('<Subject>', '<Signature xmlns="urn:x"/><Subject>')),
    ],
    ['an object in the signature', 'signature-place', around(own.replace('</Signature>', '<Object/></Signature>'))],
    [
      'two descriptions of what is signed',
      'signature-place',
      around(own.replace(/<SignedInfo>.*<\/SignedInfo>/s, '$&$&')),
    ],
    ['two references', 'signature-place', around(own.replace(/<Reference .*<\/Reference>/s, '$&$&'))],
    [
      'an id that could be more than an id',
      'signature-place',
      around(idp.sign(idp.assertion({ ...said, id: '_own or 1' }))),
    ],
    ['a reference to everything', 'signature-place', around(own.replace('URI="#_own"', 'URI=""'))],
    ['a reference by XPointer', 'signature-place', around(own.replace('URI="#_own"', 'URI="#xpointer(/)"'))],
  ])('%s', async (_what, fault, xml) => {
    expect(await outcomeOf(encoded(xml))).toBe(fault);
  });
});

describe('algorithms', () => {
  const methods = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1';
  it.each<[string, RegExp, string]>([
    [
      'a key for both sides, which would be the public one',
      /<SignatureMethod Algorithm="[^"]*"/,
      `<SignatureMethod Algorithm="${methods}"`,
    ],
    [
      'canonical with comments',
      new RegExp(`<CanonicalizationMethod Algorithm="${EXC}"`),
      `<CanonicalizationMethod Algorithm="${EXC}WithComments"`,
    ],
    [
      'a transform of one’s own',
      new RegExp(`<Transform Algorithm="${EXC}"/>`),
      '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
    ],
    ['a third transform', new RegExp(`<Transform Algorithm="${EXC}"/>`), `$&$&`],
  ])('%s', async (_what, found, instead) => {
    const changed = own.replace(found, instead);
    expect(changed).not.toBe(own);
    expect(await outcomeOf(encoded(around(changed)))).toBe('signature-algorithm');
  });
});

it('SHA-1 by the response, though the assertion is signed as it should be', async () => {
  const signature = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
  const response = idp.sign(idp.response(said, own), { of: 'Response', signature });
  expect(await outcomeOf(encoded(response))).toBe('signature-algorithm');
});

describe('what reads otherwise to others', () => {
  it.each<[string, string, string]>([
    ['a comment in a name', 'comments', around(own.replace('pairwise-1', 'pair<!-- -->wise-1'))],
    ['a comment in a digest', 'comments', around(own.replace('<DigestValue>', '<DigestValue><!--x-->'))],
    ['a comment beside the root', 'comments', `<!-- -->${around(own)}`],
    ['an instruction beside the root', 'comments', `<?x y?>${around(own)}`],
    ['an instruction', 'comments', around(own.replace('pairwise-1', 'pair<?x y?>wise-1'))],
    ['text that is marked as such', 'comments', around(own.replace('pairwise-1', '<![CDATA[pairwise-1]]>'))],
    ['a document type', 'doctype', `<!DOCTYPE Response>${around(own)}`],
    ['a document type in small letters', 'doctype', `<!doctype x>${around(own)}`],
    ['a bomb of entities', 'doctype', bomb(around(own.replace('pairwise-1', '&h;')))],
    ['an entity that reads a file', 'doctype', `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${around(own)}`],
    ['an entity that is none', 'not-xml', around(own.replace('pairwise-1', '&nobody;'))],
    ['two roots', 'not-xml', around(own) + around(own)],
    ['no XML', 'not-xml', 'Ada'],
    ['nothing in it', 'not-xml', ' '],
    ['an attribute without quotes', 'not-xml', around(own).replace('Version="2.0"', 'Version=2.0')],
    ['an assertion alone', 'not-a-response', own],
    ['another version', 'not-a-response', around(own).replace('Version="2.0"', 'Version="1.1"')],
    [
      'an encrypted assertion',
      'encrypted',
      around('<EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>'),
    ],
    ['an encrypted name', 'encrypted', around(own.replace(/<NameID.*<\/NameID>/s, '<EncryptedID/>'))],
    ['no assertion', 'assertions', around('')],
    ['levels without end', 'not-xml', around('<a>'.repeat(MOST_LEVELS) + '</a>'.repeat(MOST_LEVELS))],
    ['more levels than a stack has', 'too-large', `${'<a>'.repeat(30_000)}${'</a>'.repeat(30_000)}`],
  ])('%s', async (_what, fault, xml) => {
    expect(await outcomeOf(encoded(xml))).toBe(fault);
  });

  it.each<[string, string, string]>([
    ['UTF-16', 'not-xml', Buffer.from(`\uFEFF${around(own)}`, 'utf16le').toString('base64')],
    ['no UTF-8', 'not-xml', Buffer.from(around(own).replace('pairwise-1', '\xff'), 'latin1').toString('base64')],
    ['no base64', 'not-base64', '<Response/>'],
    ['nothing', 'not-base64', ''],
    ['white space alone', 'not-base64', `${' '.repeat(390_000)}!`],
    ['5 MB', 'too-large', encoded(around(own) + ' '.repeat(5_000_000))],
    ['little in much space', 'too-large', encoded(around(own)) + ' '.repeat(MOST_XML_BYTES * 2)],
    ['more tags than it may have', 'too-large', encoded(around('<a b="c"/>'.repeat(MOST_MARKS / 2)))],
    ['more entities than it may have', 'too-large', encoded(around('&amp;'.repeat(MOST_MARKS)))],
    ['a byte too much', 'too-large', encoded(around(own).padEnd(MOST_XML_BYTES + 1))],
  ])('%s', async (_what, fault, message) => {
    expect(await outcomeOf(message)).toBe(fault);
  });

  it('is read once, however much white space it has', async () => {
    const began = process.cpuUsage();
    for (const space of [' ', '\n', '\t ']) {
      expect(await outcomeOf(`AAAA${space.repeat(390_000 / space.length)}=!`)).toBe('not-base64');
    }
    // 46 s each, where the pattern allowed white space in two places.
    expect(process.cpuUsage(began).user).toBeLessThan(6_000_000);
  });

  it('takes as much as it may be, a byte order mark, and lines of 76 characters', async () => {
    expect(await outcomeOf(encoded(around(own).padEnd(MOST_XML_BYTES)))).toBe(OID);
    const lines = encoded(`\uFEFF<?xml version="1.0"?>${around(own)}`).replaceAll(/.{76}/g, '$&\r\n');
    expect(await outcomeOf(lines)).toBe(OID);
  });
});
