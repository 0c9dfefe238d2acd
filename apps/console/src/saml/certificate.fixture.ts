import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A key of a test's identity provider, and its certificate. */
export interface Signer {
  readonly privateKey: string;
  /** Without the lines around it, as metadata has it. */
  readonly certificate: string;
}

/** X.690, as far as a certificate needs it. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const SEQUENCE = 0x30;
const SHA256_RSA = der(SEQUENCE, der(6, Buffer.from('2a864886f70d01010b', 'hex')), der(5));

function nameOf(text: string): Buffer {
  const common = der(SEQUENCE, der(6, Buffer.from('550403', 'hex')), der(12, Buffer.from(text)));
  return der(SEQUENCE, der(0x31, common));
}

/** GeneralizedTime. */
function timeOf(at: Date): Buffer {
  return der(0x18, Buffer.from(at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
}

/** Self-signed, as Entra's are. */
export function makeSigner({
  from = new Date(Date.now() - 3_600_000),
  days = 30,
  bits = 2_048,
  isPss = false,
} = {}): Signer {
  const modulusLength = bits;
  const pair = isPss
    ? generateKeyPairSync('rsa-pss', { modulusLength })
    : generateKeyPairSync('rsa', { modulusLength });
  const { privateKey, publicKey } = pair;
  const until = new Date(from.getTime() + days * 86_400_000);
  const certificate = certify({ privateKey, publicKey }, from, until).toString('base64');
  return { privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), certificate };
}

function certify(pair: { privateKey: KeyObject; publicKey: KeyObject }, from: Date, until: Date): Buffer {
  const name = nameOf('Microsoft Azure Federated SSO Certificate');
  const validity = der(SEQUENCE, timeOf(from), timeOf(until));
  const key = pair.publicKey.export({ format: 'der', type: 'spki' });
  const version = der(0xa0, der(2, Buffer.from([2])));
  const about = der(SEQUENCE, version, der(2, Buffer.from([7])), SHA256_RSA, name, validity, name, key);
  const signature = sign('sha256', about, pair.privateKey);
  return der(SEQUENCE, about, SHA256_RSA, der(3, Buffer.from([0]), signature));
}
