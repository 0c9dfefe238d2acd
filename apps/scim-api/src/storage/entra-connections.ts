import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import { BoundedMap } from '#service';
import type { Assertions } from '../tenants/assertions.js';
import { claimsIn } from '../tenants/entra-token.js';
import type { Federation } from '../tenants/federation.js';
import type { CredentialLookup, Identity, Unbelieved } from '../tenants/identity.js';
import { identityFrom, type ConnectionRow } from './identity-row.js';
import type { UserTypes } from './user-types.js';

/** As long as a credential is believed. */
const KNOWN_MS = 5_000;
/** Connections that take Entra's own tokens: it is for tests. */
const MOST = 1_000;
const MOST_TOKENS = 1_000;

interface EntraConnection {
  readonly identity: Omit<Identity, 'userType'>;
  readonly federation: Federation;
}

interface Believed {
  readonly connectionId: string;
  readonly until: number;
}

/**
 * Entra's own tokens as credentials (method `entraToken`). All connections that take them are read at once, at most every five
 * seconds: however many tokens are forged, they are no statements. What was verified is believed for as long, by its hash.
 */
export class EntraConnections implements CredentialLookup {
  readonly #pool: Pick<Pool, 'query'>;
  readonly #userTypes: Pick<UserTypes, 'load'>;
  readonly #assertions: Pick<Assertions, 'judgeBearer'>;
  readonly #now: () => number;
  readonly #believed = new BoundedMap<string, Believed>(MOST_TOKENS);
  #known: Promise<readonly EntraConnection[]> = Promise.resolve([]);
  #knownUntil = -Infinity;

  constructor(
    pool: Pick<Pool, 'query'>,
    parts: { readonly userTypes: Pick<UserTypes, 'load'>; readonly assertions: Pick<Assertions, 'judgeBearer'> },
    now: () => number = Date.now,
  ) {
    this.#pool = pool;
    this.#userTypes = parts.userTypes;
    this.#assertions = parts.assertions;
    this.#now = now;
  }

  async find(token: string): Promise<Identity | null> {
    for (const candidate of await this.#candidates(token)) {
      if (!(await this.#isBelieved(token, candidate))) continue;
      const { identity } = candidate;
      return { ...identity, userType: await this.#userTypes.load(identity.tenantId) };
    }
    return null;
  }

  async explain(token: string): Promise<Unbelieved | null> {
    for (const { identity, federation } of await this.#candidates(token)) {
      const judged = await this.#assertions.judgeBearer(token, federation);
      if ('reason' in judged) return { connectionId: identity.connectionId, ...judged };
    }
    return null;
  }

  /** Every look-up is made anew. */
  forget(): void {
    this.#knownUntil = -Infinity;
    this.#believed.clear();
  }

  async #candidates(token: string): Promise<readonly EntraConnection[]> {
    const tenantId = claimsIn(token)?.tid;
    return (await this.#connections()).filter(({ federation }) => federation.tenantId === tenantId);
  }

  async #isBelieved(token: string, { identity: { connectionId }, federation }: EntraConnection): Promise<boolean> {
    const key = hash('sha256', token, 'base64');
    const known = this.#believed.get(key);
    if (known?.connectionId === connectionId && known.until > this.#now()) return true;
    const judged = await this.#assertions.judgeBearer(token, federation);
    if ('reason' in judged) return false;
    this.#believed.set(key, { connectionId, until: Math.min(this.#now() + KNOWN_MS, judged.expires) });
    return true;
  }

  #connections(): Promise<readonly EntraConnection[]> {
    if (this.#knownUntil > this.#now()) return this.#known;
    this.#knownUntil = this.#now() + KNOWN_MS;
    this.#known = this.#load().catch((error: unknown) => {
      this.#knownUntil = -Infinity;
      throw error;
    });
    return this.#known;
  }

  async #load(): Promise<readonly EntraConnection[]> {
    const { rows } = await this.#pool.query<EntraRow>({ name: 'entra-connections', text: FIND, values: [MOST] });
    return rows.map(connectionOf);
  }
}

function connectionOf(row: EntraRow): EntraConnection {
  // No credential was issued: the connection stands in for it.
  return { identity: identityFrom(row, row.connection_id), federation: row.federation };
}

interface EntraRow extends ConnectionRow {
  readonly federation: Federation;
}

const FIND = `
  select connection_id, tenant_id, tolerance, inactive_duplicate, rate_per_second, rate_burst, unknown_attributes, federation,
         paused_at, paused_by, connection_shadow(connection_id) as shadow
    from entra_token_connections($1::int) as found
   cross join lateral connection_pause(found.connection_id)`;
