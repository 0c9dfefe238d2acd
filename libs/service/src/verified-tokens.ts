import { createHash } from 'node:crypto';
import { BoundedMap } from './bounded-map.js';

/** How long a signature that was right is not computed again. */
const KEPT_MS = 60_000;
export const MAX_VERIFIED_TOKENS = 10_000;

/**
 * What the last tokens say whose signature was right, by their SHA-256: a signature costs as much as fifty look-ups here.
 * Whether reader or key were revoked is not part of it. Only what the issuer signed comes here; the oldest makes room.
 */
export class VerifiedTokens<Said> {
  readonly #now: () => number;
  readonly #known = new BoundedMap<string, { readonly said: Said; readonly until: number }>(MAX_VERIFIED_TOKENS);

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  find(token: string): Said | undefined {
    const key = keyOf(token);
    const known = this.#known.get(key);
    if (known === undefined || known.until > this.#now()) return known?.said;
    this.#known.delete(key);
    return undefined;
  }

  /** @param expiresAt milliseconds since 1970 */
  keep(token: string, said: Said, expiresAt: number): void {
    this.#known.set(keyOf(token), { said, until: Math.min(expiresAt, this.#now() + KEPT_MS) });
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
