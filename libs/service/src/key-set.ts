import { createLocalJWKSet, type JSONWebKeySet, type JWK, type JWTHeaderParameters } from 'jose';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fetchWithin } from './fetch-within.js';
import type { KeyCache } from './key-cache.js';
import type { Logger } from './log.js';

export interface KeySetOptions {
  readonly url: string;
  /** Survives a restart, so that tokens verify while the issuer is down. */
  readonly cache: KeyCache;
  readonly logger: Logger;
  /**
   * Whether an id that was never seen is asked for at once, however new the keys are: a new key may sign from its first moment.
   * Again once in five seconds, so that forged ids cause one fetch.
   */
  readonly asksAnew?: boolean;
  /** Milliseconds since some fixed moment; for tests. */
  readonly now?: () => number;
}

type Keys = ReturnType<typeof createLocalJWKSet>;

const FRESH_MS = 10 * 60_000;
const COOLDOWN_MS = 5_000;
/** A hundred keys with their certificates have 250 kB. */
const BOUNDS = { withinMs: 3_000, mostBytes: 262_144 } as const;

const JWKS = Compile(
  Type.Object({
    keys: Type.Array(Type.Object({ kty: Type.String(), kid: Type.Optional(Type.String()) }), { maxItems: 100 }),
  }),
);

/**
 * The issuer's published keys. Held for ten minutes, then renewed behind the requests' backs; when the issuer does not
 * answer the last known ones go on. Only a key id that was never seen makes a request wait for a fetch, at most one in
 * five seconds, so that forged key ids cannot turn this process against the issuer.
 */
export class KeySet {
  readonly #options: KeySetOptions;
  #keys: Keys | undefined;
  #text = '';
  #fetchedAt = -Infinity;
  #triedAt = -Infinity;
  #missedAt = -Infinity;
  #isReachable = true;
  #underWay: Promise<void> | undefined;

  constructor(options: KeySetOptions) {
    this.#options = options;
  }

  /** @throws JOSEError when no such key is known, also after asking the issuer */
  async keyFor(header: JWTHeaderParameters): Promise<Awaited<ReturnType<Keys>>> {
    if (this.#keys === undefined) await this.#restore();
    if (this.#now() - this.#fetchedAt > FRESH_MS) void this.#renew();
    try {
      return await this.#find(header);
    } catch {
      return this.#findAnew(header);
    }
  }

  /** Whether the issuer answered when it was asked last. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  async #findAnew(header: JWTHeaderParameters): ReturnType<Keys> {
    const isOutOfTurn = this.#options.asksAnew === true && this.#now() - this.#missedAt >= COOLDOWN_MS;
    if (isOutOfTurn) this.#triedAt = -Infinity;
    await this.#renew();
    try {
      return await this.#find(header);
    } catch (error) {
      if (isOutOfTurn) this.#missedAt = this.#now();
      throw error;
    }
  }

  #find(header: JWTHeaderParameters): ReturnType<Keys> {
    return (this.#keys ?? createLocalJWKSet({ keys: [] }))(header);
  }

  async #restore(): Promise<void> {
    try {
      const known = await this.#options.cache.load();
      if (known !== null && this.#keys === undefined) this.#adopt(known);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the cached signing keys cannot be read');
    }
  }

  /** Several at once share one fetch; soon after the last one nothing is done. */
  #renew(): Promise<void> {
    if (this.#underWay !== undefined) return this.#underWay;
    if (this.#now() - this.#triedAt < COOLDOWN_MS) return Promise.resolve();
    this.#triedAt = this.#now();
    this.#underWay = this.#fetch().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #fetch(): Promise<void> {
    const { url, cache, logger } = this.#options;
    try {
      const response = await fetchWithin(url, {}, BOUNDS);
      const jwks: unknown = response.ok ? await response.json() : undefined;
      const usable = JWKS.Check(jwks) ? usableOf(jwks) : null;
      if (usable === null) throw new Error(`the issuer answered ${response.status}, or no key set`);
      const hasChanged = JSON.stringify(usable) !== this.#text;
      this.#adopt(usable);
      this.#fetchedAt = this.#now();
      this.#isReachable = true;
      if (hasChanged) await cache.save(usable);
    } catch (error) {
      this.#isReachable = false;
      logger.warn({ err: error }, 'the signing keys cannot be renewed; the last known ones go on');
    }
  }

  #adopt(jwks: JSONWebKeySet): void {
    this.#keys = createLocalJWKSet(jwks);
    this.#text = JSON.stringify(jwks);
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

/**
 * RFC 7517 §5: a key that is of no use here, for it has no id, is ignored, and the others count. One that stands there twice counts
 * once: an issuer of several names repeats it for each, and of two that fit none would be found. Null: none is of use.
 */
function usableOf({ keys }: JSONWebKeySet): JSONWebKeySet | null {
  const named = new Map(keys.flatMap((key) => (key.kid === undefined ? [] : [[materialOf(key), key] as const])));
  return named.size === 0 && keys.length > 0 ? null : { keys: [...named.values()] };
}

/** What tells a key from another: RFC 7638 §3.2, its id, and what it may be used for. */
function materialOf({ kid, kty, use, alg, crv, x, y, n, e }: JWK): string {
  return JSON.stringify([kid, kty, use, alg, crv, x, y, n, e]);
}
