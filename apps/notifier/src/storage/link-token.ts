import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: nobody guesses one, so a plain hash of it is what is kept. */
export function newLinkToken(): string {
  return randomBytes(32).toString('base64url');
}

export function linkHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
