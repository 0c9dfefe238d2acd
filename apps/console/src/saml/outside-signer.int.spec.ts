import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCertificate, type SigningCertificate } from './certificate.js';
import { guardResponse, type Expected } from './guard-response.js';
import { encoded, EXC, OID, TestIdp, TID } from './idp.fixture.js';
import { SamlRefused } from './saml-fault.js';
import { ASSERTION_NS, PROTOCOL_NS, SIGNATURE_NS } from './xml.js';

const run = promisify(execFile);
const isThere = spawnSync('xmlsec1', ['--version']).status === 0;
// CI has it by test/browser/install.sh; there it is a failure that it is missing.
const signing = isThere || process.env['BROWSER_REQUIRED'] === '1' ? it : it.skip;

const [acsUrl, entityId] = ['http://localhost:7306/sso/saml/acs', 'http://localhost:7306/sso/saml/metadata'];
const VICTIM = '0e9f7a61-aaaa-4bbb-8ccc-dddd00000000';
const idp = new TestIdp();
const now = new Date();
const said = idp.says({ acsUrl, audience: entityId, inResponseTo: '_asked', now, id: '_own' });
const expected: Expected = {
  acsUrl,
  entityId,
  issuer: idp.issuer,
  inResponseTo: '_asked',
  tid: TID,
  certificates: [readCertificate(idp.signer.certificate) as SigningCertificate],
  isIdpInitiatedAllowed: false,
  isFresh: false,
};

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollcall-xmlsec1-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function template(id: string, method: string, digest: string): string {
  return (
    `<ds:Signature xmlns:ds="${SIGNATURE_NS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${EXC}"/>` +
    `<ds:SignatureMethod Algorithm="${method}"/><ds:Reference URI="#${id}"><ds:Transforms>` +
    `<ds:Transform Algorithm="${SIGNATURE_NS}enveloped-signature"/><ds:Transform Algorithm="${EXC}"/></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>`
  );
}

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** By a program that shares no code with what reads it. */
async function signedOutside(
  xml: string,
  { id, of = 'Assertion', method = `${MORE}rsa-sha256`, digest = SHA256 }: Outside,
): Promise<string> {
  const [from, to, key] = ['in.xml', 'out.xml', 'key.pem'].map((name) => join(dir, name)) as [string, string, string];
  const issuer = new RegExp(`(<[^<]*ID="${id}"[^>]*>\\s*<Issuer[^>]*>[^<]*</Issuer>)`);
  await writeFile(from, xml.replace(issuer, `$1${template(id, method, digest)}`));
  await writeFile(key, idp.signer.privateKey, { mode: 0o600 });
  const ids = [`--id-attr:ID`, `${of === 'Assertion' ? ASSERTION_NS : PROTOCOL_NS}:${of}`];
  await run('xmlsec1', ['--sign', '--privkey-pem', key, ...ids, '--output', to, from]);
  return (await readFile(to, 'utf8')).replace(/^<\?xml[^>]*\?>\s*/, '').trimEnd();
}

interface Outside {
  readonly id: string;
  readonly of?: 'Assertion' | 'Response';
  readonly method?: string;
  readonly digest?: string;
}

async function outcomeOf(xml: string): Promise<string> {
  try {
    return (await guardResponse(encoded(xml), expected, now)).oid;
  } catch (error) {
    if (error instanceof SamlRefused) return error.code;
    throw error;
  }
}

const own = (): string => idp.assertion(said);
const around = (inside: string): string => idp.response(said, inside);
const evil = idp.assertion({ ...said, id: '_evil', oid: VICTIM });

describe(`what xmlsec1 has signed${isThere ? '' : ' (it is not there: test/browser/install.sh)'}`, () => {
  signing('vouches for whom it says', async () => {
    expect(await outcomeOf(around(await signedOutside(own(), { id: '_own' })))).toBe(OID);
  });

  signing('may be in lines, with spaces and words of any script', async () => {
    const spaced = idp.assertion({ ...said, name: 'Łukasz 山田 &amp; \u202e' }).replaceAll('><', '>\n  <');
    expect(await outcomeOf(around(await signedOutside(spaced, { id: '_own' })))).toBe(OID);
  });

  signing('may be the response as well', async () => {
    const response = around(await signedOutside(own(), { id: '_own' }));
    expect(await outcomeOf(await signedOutside(response, { id: '_r_own', of: 'Response' }))).toBe(OID);
  });

  signing('is refused when it was changed, or by SHA-1', async () => {
    const signed = await signedOutside(own(), { id: '_own' });
    expect(await outcomeOf(around(signed.replace(OID, VICTIM)))).toBe('signature');
    const weak = await signedOutside(own(), { id: '_own', digest: `${SIGNATURE_NS}sha1` });
    expect(await outcomeOf(around(weak))).toBe('signature-algorithm');
  });

  signing('is refused wherever it is wrapped', async () => {
    const signed = await signedOutside(own(), { id: '_own' });
    const [signature = ''] = /<ds:Signature .*<\/ds:Signature>/s.exec(signed) ?? [];
    const object = `<ds:Object>${signed.replace(signature, '')}</ds:Object></ds:Signature>`;
    const kinds = [
      around(evil + signed),
      around(signed + evil),
      around(evil.replace('</Assertion>', `${signed}</Assertion>`)),
      around(evil.replace('</Issuer>', `</Issuer>${signature}`) + signed.replace(signature, '')),
      around(evil.replace('</Issuer>', `</Issuer>${signature.replace('</ds:Signature>', object)}`)),
      around(`<samlp:Extensions>${signed}</samlp:Extensions>${evil}`),
      around(evil.replace('_evil', '_own') + signed),
      around(evil.replace('</Issuer>', `</Issuer>${signature}`)),
    ];
    for (const xml of kinds) expect(['assertions', 'duplicate-id', 'signature-place']).toContain(await outcomeOf(xml));
  });
});
