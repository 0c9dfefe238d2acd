import { createHash } from 'node:crypto';

/**
 * How a secret is kept. The database makes it (migration 0026): 256 random bits behind a prefix by which scanners of leaked
 * secrets recognise it, `rcs_` of a credential and `rcr_` of a reader. A plain hash is right here: 256 random bits cannot be guessed, so a slow hash would only let
 * wrong guesses cost more of our time than of theirs.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
