import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The text was not wrapped under this secret, or for this key, or was changed. */
export class WrongKeySecretError extends Error {
  readonly code = 'KEY_SECRET_WRONG';

  constructor(kid: string) {
    super(
      `KEY_SECRET is not the one that the signing key ${kid} is kept under: start with the one that was set before, or change it with "npm run keys -- rewrap"`,
    );
  }
}

const [SALT, NONCE, TAG] = [16, 12, 16];
const VERSION = 'v1.';

/**
 * A private key as it is kept: AES-256-GCM under a key that HKDF (RFC 5869) makes of the secret and a salt of its own, bound
 * to the key's id, so that one row's text is worth nothing in another.
 */
export function wrapKey(secret: string, kid: string, privateKey: object): string {
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)];
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(secret, salt), nonce, { authTagLength: TAG });
  cipher.setAAD(Buffer.from(kid));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(privateKey), 'utf8'), cipher.final()]);
  return VERSION + Buffer.concat([salt, nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws WrongKeySecretError */
export function unwrapKey(secret: string, kid: string, wrapped: string): unknown {
  const bytes = Buffer.from(wrapped.slice(VERSION.length), 'base64url');
  const [salt, nonce] = [bytes.subarray(0, SALT), bytes.subarray(SALT, SALT + NONCE)];
  const tagEnd = SALT + NONCE + TAG;
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey(secret, salt), nonce, { authTagLength: TAG });
    decipher.setAAD(Buffer.from(kid));
    decipher.setAuthTag(bytes.subarray(SALT + NONCE, tagEnd));
    const plain = Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]);
    return JSON.parse(plain.toString('utf8'));
  } catch {
    throw new WrongKeySecretError(kid);
  }
}

function wrappingKey(secret: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'rollcall signing key', 32));
}
