import { describe, expect, it } from '@jest/globals';
import { makeSigner } from './certificate.fixture.js';
import { stateOf } from './certificate.js';
import { metadataOf } from './metadata.fixture.js';
import { MetadataRefused } from './metadata-fault.js';
import { MOST_CERTIFICATES, readMetadata } from './read-metadata.js';
import { MOST_XML_BYTES } from './xml.js';

const TID = 'b2a4c1d0-1111-4222-8333-444455556666';
const [old, next] = [makeSigner(), makeSigner()];
/** Made by openssl, of P-256. */
const OF_ELLIPTIC_CURVE =
  'MIIBcDCCARegAwIBAgIURNmVThyEUFL5gue2PEGwF/C45JowCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCZWMwIBcNMjYxMjAxMTAwMDIyWhgPMj' +
  'EyNjExMDcxMDAwMjJaMA0xCzAJBgNVBAMMAmVjMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYTB0HIVqPWep8c9OyQrbFvWqNFVUnqZ9nEmO' +
  '6PW4hfFKY+PtkU8LvSEqY7MN577KYLm5lvyIZuzzAFyKFyPZYKNTMFEwHQYDVR0OBBYEFIEx5Uy6XE1r8Uo/jMKscD+yK/zfMB8GA1UdIwQYMB' +
  'aAFIEx5Uy6XE1r8Uo/jMKscD+yK/zfMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgOBy1GPJU9X+5TA02k/EKwTkdU6h7LRAV' +
  '5EZp2ibiJsQCIFdq6bwgnBRWPmZwq+pwmY+TBejoeqxz+6KP9qmWV3Cj';
const entityId = `https://sts.windows.net/${TID}/`;

function faultOf(xml: string | Uint8Array): string {
  try {
    readMetadata(typeof xml === 'string' ? Buffer.from(xml) : xml, TID);
    return 'taken';
  } catch (error) {
    if (error instanceof MetadataRefused) return error.code;
    throw error;
  }
}

describe('metadata', () => {
  it('says who signs, and by which certificates, behind a byte order mark', () => {
    const xml = metadataOf({ entityId, signers: [old, next] });
    expect(xml.startsWith('\uFEFF')).toBe(true);
    const read = readMetadata(Buffer.from(xml), TID.toUpperCase());
    expect(read.entityId).toBe(entityId);
    const plain = read.certificates.map(({ pem }) => pem.replaceAll(/-----[^-]+-----|\s/g, ''));
    expect(plain).toEqual([old.certificate, next.certificate]);
    expect(read.certificates.map((one) => stateOf(one, new Date()))).toEqual(['valid', 'valid']);
  });

  it.each([
    `https://sts.chinacloudapi.cn/${TID}/`,
    `http://127.0.0.1:7399/${TID}/`,
    `https://login.microsoftonline.com/${TID}`,
  ])('is of the tenant that it names: %s', (other) => {
    expect(faultOf(metadataOf({ entityId: other, signers: [old] }))).toBe('taken');
  });

  it('names a certificate once that it has twice, and none that is for encryption or WS-Federation alone', () => {
    const xml = metadataOf({ entityId, signers: [old, old], encryption: next, federation: next });
    expect(readMetadata(Buffer.from(xml), TID).certificates).toHaveLength(1);
  });

  it('takes a comment, and a key without a use', () => {
    const xml = metadataOf({ entityId, signers: [old] });
    expect(faultOf(xml.replace('<IDPSSO', '<!-- x --><IDPSSO').replaceAll(' use="signing"', ''))).toBe('taken');
  });

  const good = metadataOf({ entityId, signers: [old] });
  it.each<[string, string, string | Uint8Array]>([
    ['of another tenant', 'entity-id', good.replace(TID, '00000000-1111-4222-8333-444455556666')],
    ['of a tenant whose name only begins so', 'entity-id', good.replace(`${TID}/`, `${TID}0/`)],
    ['of nobody', 'entity-id', good.replace(/entityID="[^"]*"/, '')],
    ['whose name is no address', 'entity-id', good.replace(entityId, TID)],
    ['without a certificate', 'no-certificate', metadataOf({ entityId, signers: [] })],
    ['whose certificate is none', 'no-certificate', good.replace(old.certificate, 'AAAA')],
    ['whose key is short', 'no-certificate', metadataOf({ entityId, signers: [makeSigner({ bits: 1_024 })] })],
    ['whose key is for PSS alone', 'no-certificate', metadataOf({ entityId, signers: [makeSigner({ isPss: true })] })],
    ['whose key is of another kind', 'no-certificate', good.replace(old.certificate, OF_ELLIPTIC_CURVE)],
    [
      'with too many certificates',
      'too-many-certificates',
      metadataOf({ entityId, signers: Array.from({ length: MOST_CERTIFICATES + 1 }, () => old) }),
    ],
    ['with a document type', 'not-metadata', good.replace('<EntityDescriptor', '<!DOCTYPE x><EntityDescriptor')],
    ['too large', 'too-large', good + ' '.repeat(MOST_XML_BYTES)],
    ['a page', 'not-metadata', '<html></html>'],
    ['no XML', 'not-metadata', 'Not found'],
    ['nothing', 'not-metadata', ''],
    ['levels without end', 'not-metadata', `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`],
    ['in UTF-16', 'not-metadata', Buffer.from(good, 'utf16le')],
  ])('%s is not taken', (_what, fault, xml) => {
    expect(faultOf(xml)).toBe(fault);
  });
});
