import { createECDH } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';

/**
 * The public half of the console's key, whose secret number these 256 random bits are; named by its thumbprint (RFC 7638), as the
 * console names it. Of 2^32 numbers one is beyond the order of the curve, and refused.
 */
export async function publicConsoleKey(secret: string): Promise<JWK & { readonly kid: string }> {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(secret, 'base64url'));
  // SEC 1 §2.3.3: 4, then the coordinates.
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const jwk = { kty: 'EC', crv: 'P-256', x, y };
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}
