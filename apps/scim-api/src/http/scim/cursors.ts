import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import { CURSOR_TIMEOUT_S, ScimError, type Place } from '#scim';

/** What a cursor belongs to: it is good for the same question of the same connection, and for nothing else. */
export interface Question {
  readonly tenantId: string;
  readonly connectionId: string;
  /** Endpoint, filter, order and projection as they were sent (RFC 9865 §2: the same on every page). */
  readonly text: string;
}

/** The keys of cursors; a withdrawn one, and one that was rotated an hour ago, opens none. */
export interface CursorKeys {
  readonly cursorKey: { readonly tag: string; readonly secret: string };
  /** null: over; undefined: no key of ours. */
  cursorSecret(tag: string): string | null | undefined;
}

/**
 * Cursors as sealed places (AES-256-GCM): a place may hold a userName, so nobody can read one, and nobody can make one.
 * Every replica has the key, derived from the service's signing key (HKDF, RFC 5869), whose tag stands before what is sealed.
 */
export class Cursors {
  readonly #keys: CursorKeys;
  readonly #now: () => number;
  readonly #derived = new Map<string, Buffer>();

  constructor(keys: CursorKeys, now: () => number = Date.now) {
    this.#keys = keys;
    this.#now = now;
  }

  seal(place: Place, question: Question): string {
    const { tag, secret } = this.#keys.cursorKey;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#derive(secret), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(bound(question));
    const plain = JSON.stringify({ ...place, until: Math.floor(this.#now() / 1_000) + CURSOR_TIMEOUT_S });
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return tag + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws ScimError `invalid-cursor`, `expired-cursor` */
  open(cursor: string, question: Question): Place {
    const secret = this.#keys.cursorSecret(cursor.slice(0, TAG_LENGTH));
    if (secret === null) throw new ScimError('expired-cursor');
    // Given out by the release before, which put no tag: under the key that signs, if it is still the same.
    const { key, id, until } =
      secret === undefined
        ? this.#unseal(cursor, question, this.#keys.cursorKey.secret)
        : this.#unseal(cursor.slice(TAG_LENGTH), question, secret);
    if (until * 1_000 < this.#now()) throw new ScimError('expired-cursor');
    return { key, id };
  }

  #unseal(cursor: string, question: Question, secret: string): Place & { readonly until: number } {
    const bytes = Buffer.from(cursor, 'base64url');
    try {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      // A shorter tag, which a cut-off cursor has, would be easier to guess.
      const decipher = createDecipheriv('aes-256-gcm', this.#derive(secret), nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(bound(question));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      // Decoder: what the tag vouches for was written by `seal`.
      return JSON.parse(plain.toString('utf8')) as Place & { readonly until: number };
    } catch {
      throw new ScimError('invalid-cursor');
    }
  }

  /** A few keys in the life of a process. */
  #derive(secret: string): Buffer {
    const known = this.#derived.get(secret);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync('sha256', secret, '', 'rollcall cursor', 32));
    this.#derived.set(secret, key);
    return key;
  }
}

/** Characters of a key's tag: eight bytes as base64url. */
const TAG_LENGTH = 11;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function bound({ tenantId, connectionId, text }: Question): Buffer {
  return hash('sha256', JSON.stringify([tenantId, connectionId, text]), 'buffer');
}
