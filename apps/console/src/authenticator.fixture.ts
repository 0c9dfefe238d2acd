import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

export interface Circumstances {
  readonly origin?: string;
  readonly name?: string;
  readonly isVerified?: boolean;
  readonly counter?: number;
}

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];

/** An authenticator of one passkey: ES256, no attestation. What it does wrong a test says. */
export class Authenticator {
  readonly id = randomBytes(16).toString('base64url');
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #counter = 0;

  register(
    challenge: string,
    { origin = 'http://localhost:7306', name = 'localhost', isVerified = true }: Circumstances = {},
  ) {
    const clientDataJSON = clientData('webauthn.create', challenge, origin);
    const flags = PRESENT | ATTESTED | (isVerified ? VERIFIED : 0);
    const authData = new Uint8Array(Buffer.concat([dataOf(name, flags, this.#counter), this.#attested()]));
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    const attestationObject = Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url');
    return { ...this.#named(), response: { clientDataJSON, attestationObject, transports: ['internal'] } };
  }

  sign(challenge: string, how: Circumstances = {}) {
    const { origin = 'http://localhost:7306', name = 'localhost', isVerified = true } = how;
    this.#counter = how.counter ?? this.#counter + 1;
    const clientDataJSON = clientData('webauthn.get', challenge, origin);
    const data = dataOf(name, PRESENT | (isVerified ? VERIFIED : 0), this.#counter);
    const signed = Buffer.concat([
      data,
      createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest(),
    ]);
    const signature = sign('sha256', signed, this.#pair.privateKey).toString('base64url');
    return { ...this.#named(), response: { clientDataJSON, authenticatorData: data.toString('base64url'), signature } };
  }

  #named() {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {} } as const;
  }

  /** WebAuthn §6.5.1: no model, the id, the key. */
  #attested(): Buffer {
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    return Buffer.concat([Buffer.alloc(16), length, id, coseOf(this.#pair.publicKey)]);
  }
}

function clientData(type: string, challenge: string, origin: string): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url');
}

function dataOf(name: string, flags: number, counter: number): Buffer {
  const rest = Buffer.alloc(5);
  rest.writeUInt8(flags);
  rest.writeUInt32BE(counter, 1);
  return Buffer.concat([createHash('sha256').update(name).digest(), rest]);
}

/** RFC 9053 §7.1.1. */
function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const cose = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
    [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
  ]);
  return Buffer.from(isoCBOR.encode(cose as never));
}
