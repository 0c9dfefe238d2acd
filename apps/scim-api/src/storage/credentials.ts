import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { UNKNOWN_ATTRIBUTES } from '#scim';
import type { CredentialLookup, Identity } from '../http/identity.js';
import { rateLimitOf } from '../tenants/connection.js';
import type { UserTypes } from './user-types.js';

/** How long a look-up is believed: a revoked credential may still be let in for this long. */
export const CREDENTIAL_CACHE_MS = 5_000;
const MAX_CACHED = 10_000;

interface Cached {
  readonly identity: Identity | null;
  readonly until: number;
}

/** Credentials by the SHA-256 of their token: one index look-up, the same for a right and a wrong one. */
export class Credentials implements CredentialLookup {
  readonly #cache = new Map<string, Cached>();
  #generation = 0;

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly userTypes: Pick<UserTypes, 'load'>,
    private readonly now: () => number = Date.now,
  ) {}

  async find(token: string): Promise<Identity | null> {
    const hash = createHash('sha256').update(token).digest();
    const key = hash.toString('base64');
    const cached = this.#cache.get(key);
    if (cached !== undefined && cached.until > this.now()) return cached.identity;
    const generation = this.#generation;
    const { identity, expires } = await this.#load(hash);
    // What was read before everything was forgotten is not kept.
    if (generation !== this.#generation) return identity;
    const until = Math.min(this.now() + CREDENTIAL_CACHE_MS, expires);
    this.#cache.delete(key);
    // The oldest goes first: a flood of wrong tokens cannot fill the memory.
    if (this.#cache.size >= MAX_CACHED) this.#cache.delete(this.#cache.keys().next().value ?? '');
    this.#cache.set(key, { identity, until });
    return identity;
  }

  /** Every look-up is made anew. */
  forget(): void {
    this.#generation += 1;
    this.#cache.clear();
  }

  async #load(hash: Buffer): Promise<{ readonly identity: Identity | null; readonly expires: number }> {
    const { rows } = await this.pool.query<CredentialRow>({ name: 'find-credential', text: FIND, values: [hash] });
    const [row] = rows;
    if (row === undefined) return { identity: null, expires: Infinity };
    const identity: Identity = {
      tenantId: row.tenant_id,
      connectionId: row.connection_id,
      credentialId: row.credential_id,
      // Decoders: the tables' constraints have the same words.
      tolerance: row.tolerance === 'strict' ? 'strict' : 'tolerant',
      inactiveDuplicate: row.inactive_duplicate === 'reactivate' ? 'reactivate' : 'conflict',
      rateLimit: rateLimitOf(row.rate_per_second, row.rate_burst),
      unknownAttributes: UNKNOWN_ATTRIBUTES.find((choice) => choice === row.unknown_attributes) ?? 'ignore',
      userType: await this.userTypes.load(row.tenant_id),
    };
    return { identity, expires: row.expires_at?.getTime() ?? Infinity };
  }
}

interface CredentialRow {
  readonly credential_id: string;
  readonly connection_id: string;
  readonly tenant_id: string;
  readonly tolerance: string;
  readonly inactive_duplicate: string;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly unknown_attributes: string;
  readonly expires_at: Date | null;
}

const FIND = `
  select credential_id, connection_id, tenant_id, tolerance, inactive_duplicate, rate_per_second, rate_burst,
         unknown_attributes, expires_at
    from find_credential($1::bytea)`;
