import { createPrivateKey, createPublicKey, createSign, randomBytes, X509Certificate } from 'node:crypto';
import { newSigningKey } from '../wire/entra-token.js';

/** A signing certificate of an application, self-signed as Entra's are. */
export interface Certificate {
  /** PKCS #8. */
  readonly privateKey: string;
  /** DER in base64, as XML has it. */
  readonly der: string;
  /** Announced in the metadata, and to be used by the next roll-over. */
  readonly isNext?: true;
}

const SUBJECT = 'Microsoft Azure Federated SSO Certificate';
const DAY_MS = 86_400_000;
// Three years (Microsoft Learn, "Manage certificates for federated single sign-on").
const LIFE_MS = 1_096 * DAY_MS;

export async function newCertificate(now: Date): Promise<Certificate> {
  return selfSigned(now, new Date(now.getTime() + LIFE_MS));
}

/** One that ended yesterday. */
export async function expiredCertificate(now: Date): Promise<Certificate> {
  const end = new Date(now.getTime() - DAY_MS);
  return selfSigned(new Date(end.getTime() - LIFE_MS), end);
}

export function x509Of({ der }: Certificate): X509Certificate {
  return new X509Certificate(Buffer.from(der, 'base64'));
}

/** RFC 5280 §4.1, without extensions: nothing of Node makes one. */
async function selfSigned(from: Date, until: Date): Promise<Certificate> {
  const { privateKey } = await newSigningKey();
  const publicKey = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
  const serial = tagged(INTEGER, Buffer.concat([Buffer.of(1), randomBytes(15)]));
  const name = sequence(tagged(SET, sequence(COMMON_NAME, tagged(UTF8_STRING, Buffer.from(SUBJECT)))));
  const validity = sequence(utcTime(from), utcTime(until));
  const signed = sequence(serial, SHA256_WITH_RSA, name, validity, name, publicKey);
  const signature = createSign('sha256').update(signed).sign(privateKey);
  const whole = sequence(signed, SHA256_WITH_RSA, tagged(BIT_STRING, Buffer.of(0), signature));
  return { privateKey, der: whole.toString('base64') };
}

const [INTEGER, BIT_STRING, UTF8_STRING, UTC_TIME, SEQUENCE, SET] = [0x02, 0x03, 0x0c, 0x17, 0x30, 0x31] as const;
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(SEQUENCE, ...parts);
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
}

/** `YYMMDDHHMMSSZ`: of years before 2050. */
function utcTime(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return tagged(UTC_TIME, Buffer.from(`${digits}Z`));
}
