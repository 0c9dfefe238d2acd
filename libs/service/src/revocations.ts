import { escapeIdentifier, type Pool, type QueryResult } from 'pg';
import { BoundedMap } from './bounded-map.js';
import { hasEnded } from './ended-tenants.js';

/**
 * What a token is refused by: its reader was revoked, its tenant is suspended or has ended, the key that it is signed with was withdrawn, or
 * that of the console which it was got by; or the grant that it was got by was taken back.
 */
export type RevocationKind = 'reader' | 'tenant' | 'key' | 'console' | 'grant';

export interface Found {
  readonly isRevoked: boolean;
  /** Seconds since the projection last knew of all revocations; null: it never has. */
  readonly unheardFor: number | null;
}

export interface RevocationLookUp {
  find(kind: RevocationKind, id: string): Promise<Found>;
}

/**
 * Statements for an app's migration. The tables lie in `public`, outside a schema that a rebuild swaps: what was revoked
 * stays so, whatever is folded again. Also takes the right to write the issuer's keys from the role that trusts them.
 */
export function revocationTables({ writer, reader }: { readonly writer: string; readonly reader: string }): string[] {
  const [writes, reads] = [escapeIdentifier(writer), escapeIdentifier(reader)];
  return [
    `create table public.revocations (
       kind text collate "C" not null,
       id text collate "C" not null,
       revoked_at timestamptz not null,
       primary key (kind, id)
     )`,
    `create table public.revocations_heard (
       single boolean primary key default true check (single),
       heard_at timestamptz not null
     )`,
    `grant select, insert, delete on public.revocations to ${writes}`,
    `grant select, insert, update on public.revocations_heard to ${writes}`,
    `grant select on public.revocations, public.revocations_heard to ${reads}`,
    `revoke insert, update on public.signing_key_cache from ${reads}`,
    `grant select, insert, update on public.signing_key_cache to ${writes}`,
  ];
}

/** Readers that are remembered; one that was revoked longer ago than any token lives, and before so many others, is not. */
const MOST_READERS = 100_000;

// In the order of their ids: a rebuild may write the same ones at the same time, and must not wait in a circle.
const RECORD = `
  insert into public.revocations (kind, id, revoked_at)
  select *
    from unnest($1::text[], $2::text[], $3::timestamptz[]) as gone(kind, id, revoked_at)
   order by kind, id
      on conflict do nothing`;
// 48 hours is the longest life of a token (MAX_TOKEN_LIFETIME_S of scim-api). Of the other kinds there are few; they stay.
const FORGET = `
  delete from public.revocations
   where kind = 'reader'
     and revoked_at < now() - interval '49 hours'
     and id in (select id
                  from public.revocations
                 where kind = 'reader'
                 order by revoked_at desc
                offset ${MOST_READERS})`;

const KEPT: ReadonlySet<string> = new Set(['reader', 'key', 'operator', 'console', 'grant']);

interface Session {
  query(text: string, values?: unknown[]): Promise<QueryResult>;
}

/** Keeps those of readers, keys, operators, consoles and grants, in the transaction of the consumer; of others there is no token. */
export async function recordRevocations(
  tx: Session,
  revoked: readonly { readonly kind: string; readonly id: string; readonly at: string }[],
): Promise<void> {
  const kept = revoked.filter(({ kind }) => KEPT.has(kind));
  if (kept.length === 0) return;
  await tx.query(RECORD, [kept.map(({ kind }) => kind), kept.map(({ id }) => id), kept.map(({ at }) => at)]);
  await tx.query(FORGET);
}

// The latest of each kind alone is kept, so that whoever hears the same acts again, as a rebuild does, changes nothing.
const FORGET_STANDINGS = `
  delete from public.revocations as r
   using unnest($1::text[], $2::text[], $3::timestamptz[]) as told(kind, id, at)
   where r.kind = told.kind
     and r.id = told.id
     and r.revoked_at < told.at`;

/** Which tenants are suspended, and which are no longer: in the table of revocations, as kinds of their own. */
export async function recordStandings(tx: Session, standings: readonly Standing[]): Promise<void> {
  // One of each in a statement: of two in a batch the later one counts.
  const latest = [...new Map(standings.map((one) => [`${one.kind}/${one.tenantId}`, one])).values()];
  if (latest.length === 0) return;
  const values = [latest.map(({ kind }) => kind), latest.map(({ tenantId }) => tenantId), latest.map(({ at }) => at)];
  await tx.query(FORGET_STANDINGS, values);
  await tx.query(RECORD, values);
}

interface Standing {
  readonly kind: 'suspended' | 'resumed';
  readonly tenantId: string;
  readonly at: string;
}

/** A condition of SQL. @param tenant an expression: the tenant's id */
export function isSuspended(tenant: string): string {
  return `exists (select
                    from public.revocations as s
                   where s.kind = 'suspended'
                     and s.id = (${tenant})::text
                     and not exists (select
                                       from public.revocations as r
                                      where r.kind = 'resumed'
                                        and r.id = s.id
                                        and r.revoked_at > s.revoked_at))`;
}

const HEARD = `
  insert into public.revocations_heard (heard_at)
  values (clock_timestamp() - make_interval(secs => $1::float8))
      on conflict (single) do update
     set heard_at = excluded.heard_at
  returning set_config('synchronous_commit', 'off', true)`;

/** Everything that had been revoked `secondsAgo` is in the table. */
export async function stampHeard(pool: Pick<Pool, 'query'>, secondsAgo: number): Promise<void> {
  await pool.query(HEARD, [secondsAgo]);
}

const UNHEARD = `(select extract(epoch from clock_timestamp() - heard_at)::float8
            from public.revocations_heard) as "unheardFor"`;
const FIND = `
  select exists (select from public.revocations where kind = $1::text and id = $2::text) as "isRevoked",
         ${UNHEARD}`;
const FIND_SUSPENDED = `
  select ${isSuspended('$1::text')} or ${hasEnded('$1::text')} as "isRevoked",
         ${UNHEARD}`;

/** How long an answer is believed. */
const REVOCATION_CACHE_MS = 2_000;
const MAX_CACHED = 10_000;

/** In the tables of {@link revocationTables}; asked for once in two seconds for each reader and key. */
export class TableRevocations implements RevocationLookUp {
  readonly #pool: Pick<Pool, 'query'>;
  readonly #now: () => number;
  readonly #cache = new BoundedMap<string, { readonly until: number; readonly found: Promise<Found> }>(MAX_CACHED);

  constructor(pool: Pick<Pool, 'query'>, now: () => number = Date.now) {
    this.#pool = pool;
    this.#now = now;
  }

  find(kind: RevocationKind, id: string): Promise<Found> {
    const key = `${kind}/${id}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined && cached.until > this.#now()) return cached.found;
    const found = this.#ask(kind, id);
    // Only tokens that the issuer signed come here.
    this.#cache.set(key, { until: this.#now() + REVOCATION_CACHE_MS, found });
    // A failure is this request's, and the next one asks again.
    found.catch(() => this.#cache.delete(key));
    return found;
  }

  async #ask(kind: RevocationKind, id: string): Promise<Found> {
    const { rows } = await this.#pool.query<Found>(
      kind === 'tenant'
        ? { name: 'find-suspended', text: FIND_SUSPENDED, values: [id] }
        : { name: 'find-revocation', text: FIND, values: [kind, id] },
    );
    return rows[0] ?? { isRevoked: false, unheardFor: null };
  }
}
