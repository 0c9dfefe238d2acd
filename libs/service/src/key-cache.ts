import { escapeIdentifier, type Pool } from 'pg';
import type { JSONWebKeySet } from 'jose';

/** Where a process keeps the issuer's public keys between two lives. */
export interface KeyCache {
  load(): Promise<JSONWebKeySet | null>;
  save(jwks: JSONWebKeySet): Promise<void>;
}

/** Kept in memory only: after a restart the issuer must answer once. */
export function memoryKeyCache(initial: JSONWebKeySet | null = null): KeyCache {
  let known = initial;
  return {
    load: () => Promise.resolve(known),
    save: (jwks) => {
      known = jwks;
      return Promise.resolve();
    },
  };
}

/**
 * Statements for an app's migration: one row per issuer's URL. The table lies in `public`, outside a schema that a
 * rebuild swaps; `role` is the one of the API's pool, which may only read it since `revocationTables`.
 */
export function signingKeyCacheTable(role: string): string[] {
  return [
    `create table public.signing_key_cache (
       url text primary key,
       jwks jsonb not null,
       saved_at timestamptz not null
     )`,
    `grant select, insert, update on public.signing_key_cache to ${escapeIdentifier(role)}`,
  ];
}

const LOAD = `
  select jwks
    from public.signing_key_cache
   where url = $1::text`;

// Two replicas save the same public document: whoever is last wins, and nothing is lost. Nor is a copy worth a wait for a
// standby, in a connection that readers need: the setting is the statement's own.
const SAVE = `
  insert into public.signing_key_cache (url, jwks, saved_at)
  values ($1::text, $2::jsonb, now())
  on conflict (url) do update
     set jwks = excluded.jwks,
         saved_at = excluded.saved_at
  returning set_config('synchronous_commit', 'off', true)`;

/**
 * In the table of {@link signingKeyCacheTable}, for the issuer at `url`. Whoever answers requests must not be able to write
 * the keys that it trusts: `writes` is another role's pool.
 */
export function tableKeyCache(
  { reads, writes }: { readonly reads: Pool; readonly writes: Pool },
  url: string,
): KeyCache {
  return {
    async load() {
      const { rows } = await reads.query<{ jwks: JSONWebKeySet }>(LOAD, [url]);
      return rows[0]?.jwks ?? null;
    },
    async save(jwks) {
      await writes.query(SAVE, [url, JSON.stringify(jwks)]);
    },
  };
}
