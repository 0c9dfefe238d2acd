// A CA and the servers' certificates, as PEM files. Plain JavaScript for Node >= 20: it runs before anything is installed,
// where there may be neither openssl nor Java. Node makes keys and signs, and has no word for certificates: they are
// written here as DER (X.690), after RFC 5280.
import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
const CA_DAYS = 3_650;
const DAYS = 365;
/** What runs keeps the certificate that it started with: it is made anew when it has less than this left. */
const LEAST_DAYS_LEFT = 90;

/**
 * Makes `ca.pem` and for each name `<name>.pem` (the key, its certificate, and the CA's) in `folder`, all anew when one is
 * missing, is not the CA's, or ends within 90 days. The CA's key is forgotten once it has signed.
 *
 * @param servers by name of the file: the subject's common name, and the names and IPv4 addresses that clients call it by
 * @returns whether they were made
 */
export function ensureCertificates(folder, servers, now = new Date()) {
  if (Object.entries(servers).every(([name, server]) => isGood(folder, { name, ...server }, now))) return false;
  const half = `${folder}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o700 });
  const ca = { keys: newKeys(), name: `Rollcall CA ${randomBytes(4).toString('hex')}` };
  const authority = pem(certificate({ ca, subject: ca.name, keys: ca.keys, days: CA_DAYS, now }));
  for (const [name, { subject, hosts }] of Object.entries(servers)) {
    const keys = newKeys();
    const own = pem(certificate({ ca, subject, hosts, keys, days: DAYS, now }));
    const key = keys.privateKey.export({ format: 'pem', type: 'pkcs8' });
    writeFileSync(join(half, `${name}.pem`), key + own + authority, { mode: 0o600 });
  }
  writeFileSync(join(half, 'ca.pem'), authority);
  // Everybody's to read, whatever the umask: containers do so as a user of their own.
  chmodSync(join(half, 'ca.pem'), 0o644);
  rmSync(folder, { recursive: true, force: true });
  renameSync(half, folder);
  return true;
}

function isGood(folder, { name, subject, hosts }, now) {
  try {
    const authority = new X509Certificate(readFileSync(join(folder, 'ca.pem')));
    const [pemOfOwn] = /-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/.exec(
      readFileSync(join(folder, `${name}.pem`), 'utf8'),
    );
    const own = new X509Certificate(pemOfOwn);
    const left = Date.parse(own.validTo) - now.getTime();
    const isTheirs = own.subject === `CN=${subject}` && hosts.every((host) => own.checkHost(host) ?? own.checkIP(host));
    return isTheirs && own.verify(authority.publicKey) && left >= LEAST_DAYS_LEFT * DAY_MS;
  } catch {
    // Missing, cut short or not a certificate: whatever it is, there is nothing to keep.
    return false;
  }
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

// Tags of X.690.
const [INTEGER, BITS, OCTETS, OID, UTF8, SEQUENCE, SET] = [0x02, 0x03, 0x04, 0x06, 0x0c, 0x30, 0x31];
const [UTC_TIME, TRUE] = [0x17, Buffer.from([0x01, 0x01, 0xff])];
const ECDSA_WITH_SHA256 = tlv(SEQUENCE, oid('1.2.840.10045.4.3.2'));

/** RFC 5280 §4.1: version 3, signed by the CA. Without hosts it is the CA's own. */
function certificate({ ca, subject, hosts, keys, days, now }) {
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  const begin = new Date(now.getTime() - 3_600_000);
  const end = new Date(now.getTime() + days * DAY_MS);
  const body = tlv(
    SEQUENCE,
    tlv(0xa0, tlv(INTEGER, Buffer.from([2]))),
    // Twenty octets at most, positive, and never twice.
    tlv(INTEGER, Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    nameOf(ca.name),
    tlv(SEQUENCE, utcTime(begin), utcTime(end)),
    nameOf(subject),
    spki,
    tlv(0xa3, tlv(SEQUENCE, ...extensions({ ca, hosts, keys }))),
  );
  const signature = sign('sha256', body, ca.keys.privateKey);
  return tlv(SEQUENCE, body, ECDSA_WITH_SHA256, tlv(BITS, Buffer.from([0]), signature));
}

function extensions({ ca, hosts, keys }) {
  const ids = [
    extension('2.5.29.14', tlv(OCTETS, keyId(keys))),
    extension('2.5.29.35', tlv(SEQUENCE, tlv(0x80, keyId(ca.keys)))),
  ];
  if (hosts === undefined) {
    // A CA that signs no further one; keyCertSign and cRLSign.
    const constraints = tlv(SEQUENCE, TRUE, tlv(INTEGER, Buffer.from([0])));
    return [...ids, extension('2.5.29.19', constraints, true), extension('2.5.29.15', bits(1, 0x06), true)];
  }
  const usages = tlv(SEQUENCE, oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'));
  return [
    ...ids,
    extension('2.5.29.15', bits(7, 0x80), true),
    extension('2.5.29.37', usages),
    extension('2.5.29.17', tlv(SEQUENCE, ...hosts.map(alternativeName))),
  ];
}

function extension(id, value, isCritical = false) {
  return tlv(SEQUENCE, oid(id), ...(isCritical ? [TRUE] : []), tlv(OCTETS, value));
}

/** RFC 5280 §4.2.1.2, method 1, of the whole SubjectPublicKeyInfo: any value that is the key's own will do. */
const keyId = ({ publicKey }) =>
  createHash('sha1')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest();

function alternativeName(host) {
  const isAddress = /^[\d.]+$/.test(host);
  return isAddress ? tlv(0x87, Buffer.from(host.split('.').map(Number))) : tlv(0x82, Buffer.from(host));
}

const nameOf = (text) => tlv(SEQUENCE, tlv(SET, tlv(SEQUENCE, oid('2.5.4.3'), tlv(UTF8, Buffer.from(text)))));

const bits = (unused, byte) => tlv(BITS, Buffer.from([unused, byte]));

/** Two digits for the year: until 2049, RFC 5280 §4.1.2.5. */
const utcTime = (time) => tlv(UTC_TIME, Buffer.from(`${time.toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`));

function oid(text) {
  const [first, second, ...rest] = text.split('.').map(Number);
  return tlv(OID, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value) {
  const bytes = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

function tlv(tag, ...parts) {
  const value = Buffer.concat(parts);
  const size = value.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}

function pem(der) {
  const lines = der.toString('base64').match(/.{1,64}/g);
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
