import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a challenge is for: one for signing in makes no passkey. */
export type Purpose = 'sign-in' | 'set-up';

export const CHALLENGE_SECONDS = 300;

const [RANDOM, TIME, MAC] = [16, 6, 32];

/**
 * Challenges that this console made for a browser, recognised without having kept them: random bits, the time of their end, and an
 * HMAC of both and of what the browser's cookie has. Only one that was answered rightly is remembered, so strangers fill no table.
 */
export class Challenges {
  readonly #key: Buffer;
  readonly #now: () => number;

  /** @param secret the same in all replicas */
  constructor(secret: string, now: () => number = Date.now) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'rollcall console challenge', 32));
    this.#now = now;
  }

  make(browser: string, purpose: Purpose): Uint8Array<ArrayBuffer> {
    const head = Buffer.alloc(RANDOM + TIME);
    randomBytes(RANDOM).copy(head);
    head.writeUIntBE(Math.floor(this.#now() / 1_000) + CHALLENGE_SECONDS, RANDOM, TIME);
    return new Uint8Array(Buffer.concat([head, this.#mac(head, browser, purpose)]));
  }

  /** @param challenge base64url, as the authenticator has signed it @returns what to remember it by, or null: it is none */
  judge(
    challenge: string,
    browser: string,
    purpose: Purpose,
  ): { readonly hash: Buffer; readonly expiresAt: Date } | null {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== RANDOM + TIME + MAC) return null;
    const [head, mac] = [bytes.subarray(0, RANDOM + TIME), bytes.subarray(RANDOM + TIME)];
    const expiresAt = new Date(head.readUIntBE(RANDOM, TIME) * 1_000);
    const isOurs = timingSafeEqual(mac, this.#mac(head, browser, purpose));
    if (!isOurs || expiresAt.getTime() <= this.#now()) return null;
    return { hash: createHash('sha256').update(bytes).digest(), expiresAt };
  }

  #mac(head: Buffer, browser: string, purpose: Purpose): Buffer {
    return createHmac('sha256', this.#key).update(head).update(`${purpose} ${browser}`).digest();
  }
}
