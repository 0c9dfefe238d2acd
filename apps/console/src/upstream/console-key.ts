import { createECDH } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose';
import { ConfigError } from '#service';

const BITS_256 = /^[\w-]{43}$/;

/** What the console signs with, and what scim-api must know of it. */
export interface ConsoleKey {
  readonly kid: string;
  readonly sign: CryptoKey;
  readonly publicJwk: JWK;
}

/**
 * The key of P-256 whose secret number these 256 random bits are, so that it can be made like every other secret; it is named
 * by its thumbprint (RFC 7638).
 *
 * @throws ConfigError which quotes nothing of it
 */
export async function consoleKey(secret: string): Promise<ConsoleKey> {
  const { x, y } = pointOf(secret);
  const point = { kty: 'EC', crv: 'P-256', x, y } as const;
  const kid = await calculateJwkThumbprint(point);
  const sign = await importJWK({ ...point, d: secret }, 'ES256');
  if (sign instanceof Uint8Array) throw refused();
  return { kid, sign, publicJwk: { ...point, kid, alg: 'ES256', use: 'sig' } };
}

/** SEC 1 §2.3.3: 4, then the coordinates. */
function pointOf(secret: string): { readonly x: string; readonly y: string } {
  if (!BITS_256.test(secret)) throw refused();
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(Buffer.from(secret, 'base64url'));
  } catch {
    // Of 2^32 numbers one is beyond the order of the curve.
    throw refused();
  }
  const point = curve.getPublicKey();
  return { x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
}

function refused(): ConfigError {
  return new ConfigError(['CONSOLE_KEY must be 256 random bits in base64url, 43 characters']);
}
