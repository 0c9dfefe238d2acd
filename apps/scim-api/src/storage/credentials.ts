import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import { BoundedMap } from '#service';
import type { CredentialLookup, Identity } from '../tenants/identity.js';
import { Gathered } from './gathered.js';
import { identityFrom, type ConnectionRow } from './identity-row.js';
import type { UserTypes } from './user-types.js';

/** How long a look-up is believed: a revoked credential may still be let in for this long. */
const CREDENTIAL_CACHE_MS = 5_000;
const MAX_CACHED = 10_000;

interface Cached {
  readonly identity: Identity | null;
  readonly until: number;
}

/** Wrong ones that are remembered, for a client that repeats itself. */
const MAX_WRONG = 1_000;

/**
 * Credentials by the SHA-256 of their token: one index look-up, the same for a right and a wrong one. Whoever was right is
 * looked up again in statements of their own: guesses go by one other statement at a time, many in each, and so take one
 * connection, no matter how many there are; a new token, which looks like a guess, is found among them within two statements.
 * Nor do wrong ones take the place of right ones in what is remembered.
 */
export class Credentials implements CredentialLookup {
  readonly #pool: Pick<Pool, 'query'>;
  readonly #userTypes: Pick<UserTypes, 'load'>;
  readonly #now: () => number;
  readonly #cache = new BoundedMap<string, Cached>(MAX_CACHED);
  readonly #wrong = new BoundedMap<string, Cached>(MAX_WRONG);
  readonly #renewals = new Gathered<CredentialRow>((keys) => this.#rows(keys));
  readonly #strangers = new Gathered<CredentialRow>((keys) => this.#rows(keys));
  #generation = 0;

  constructor(pool: Pick<Pool, 'query'>, userTypes: Pick<UserTypes, 'load'>, now: () => number = Date.now) {
    this.#pool = pool;
    this.#userTypes = userTypes;
    this.#now = now;
  }

  find(token: string): ReturnType<CredentialLookup['find']> {
    const key = hash('sha256', token, 'base64');
    const known = this.#cache.get(key);
    const cached = known ?? this.#wrong.get(key);
    if (cached !== undefined && cached.until > this.#now()) return cached.identity;
    return this.#findAnew(key, known);
  }

  async #findAnew(key: string, known: Cached | undefined): Promise<Identity | null> {
    const generation = this.#generation;
    const row = await (known === undefined ? this.#strangers : this.#renewals).find(key);
    const { identity, expires } = await this.#identityFrom(row);
    // What was read before everything was forgotten is not kept.
    if (generation !== this.#generation) return identity;
    const until = Math.min(this.#now() + CREDENTIAL_CACHE_MS, expires);
    this.#cache.delete(key);
    (identity === null ? this.#wrong : this.#cache).set(key, { identity, until });
    return identity;
  }

  /** Every look-up is made anew. */
  forget(): void {
    this.#generation += 1;
    this.#cache.clear();
    this.#wrong.clear();
  }

  async #rows(keys: readonly string[]): Promise<Map<string, CredentialRow>> {
    const values = [keys.map((key) => Buffer.from(key, 'base64'))];
    const { rows } = await this.#pool.query<CredentialRow>({ name: 'find-credentials', text: FIND, values });
    return new Map(rows.map((row) => [row.token_hash.toString('base64'), row]));
  }

  async #identityFrom(row: CredentialRow | undefined): Promise<{ identity: Identity | null; expires: number }> {
    if (row === undefined) return { identity: null, expires: Infinity };
    const userType = await this.#userTypes.load(row.tenant_id);
    const identity = { ...identityFrom(row, row.credential_id), userType };
    return { identity, expires: row.expires_at?.getTime() ?? Infinity };
  }
}

interface CredentialRow extends ConnectionRow {
  readonly token_hash: Buffer;
  readonly credential_id: string;
  readonly expires_at: Date | null;
}

const FIND = `
  select asked.token_hash, credential_id, connection_id, tenant_id, tolerance, inactive_duplicate, rate_per_second,
         rate_burst, unknown_attributes, expires_at, paused_at, paused_by,
         connection_shadow(connection_id) as shadow
    from unnest($1::bytea[]) as asked (token_hash)
   cross join lateral find_credential(asked.token_hash) as found
   cross join lateral connection_pause(found.connection_id)`;
