import { createHash } from 'node:crypto';
import { escapeIdentifier, type Pool, type QueryResult } from 'pg';
import { tokenLookUp, type OperatorLookUp } from './operator-door.js';

/**
 * Statements for an app's migration, after those of `revocationTables`: who may operate, as scim-api has told it. In `public`,
 * outside a schema that a rebuild swaps. Hashes are for the role that folds alone, not for the one that answers readers.
 *
 * @param writers whoever applies events
 */
export function operatorTables({ writers }: { readonly writers: readonly string[] }): string[] {
  return [
    `create table public.operators (
       id text collate "C" primary key,
       name text not null,
       token_hash bytea not null,
       expires_at timestamptz
     )`,
    `grant select, insert on public.operators to ${writers.map((role) => escapeIdentifier(role)).join(', ')}`,
  ];
}

export interface KnownOperator {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly expiresAt: string | null;
}

// In the order of their ids, as revocations are.
const RECORD = `
  insert into public.operators (id, name, token_hash, expires_at)
  select id, name, decode(sha256, 'hex'), expires_at
    from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as told(id, name, sha256, expires_at)
   order by id
      on conflict do nothing`;

/** In the transaction of the consumer; what takes one back is a revocation. */
export async function recordOperators(
  tx: { query(text: string, values?: unknown[]): Promise<QueryResult> },
  operators: readonly KnownOperator[],
): Promise<void> {
  if (operators.length === 0) return;
  await tx.query(RECORD, [
    operators.map(({ id }) => id),
    operators.map(({ name }) => name),
    operators.map(({ sha256 }) => sha256),
    operators.map(({ expiresAt }) => expiresAt),
  ]);
}

/** Credentials that let somebody in at once; each is made by a person. */
const MOST_OPERATORS = 1_000;

const LIST = `
  select o.name,
         encode(o.token_hash, 'hex') as sha256,
         (o.expires_at is null or o.expires_at > clock_timestamp())
         and not exists (select
                           from public.revocations r
                          where r.kind = 'operator'
                            and r.id = o.id) as "isGood"
    from public.operators o
   order by "isGood" desc, o.id desc
   limit ${MOST_OPERATORS}`;

interface Listed {
  readonly name: string;
  readonly sha256: string;
  readonly isGood: boolean;
}

interface Known {
  readonly isAnyStored: boolean;
  /** By the hash of the token. */
  readonly names: ReadonlyMap<string, string>;
}

/** How long the list is believed. */
export const OPERATORS_CACHE_MS = 2_000;

/**
 * Operators of the table of {@link operatorTables}, read at most once in two seconds whoever guesses. The token of the setting
 * is let in only while no credential was ever heard of: else what expires, or is revoked, would be let in by it again.
 */
export function tableOperators(
  pool: Pick<Pool, 'query'>,
  operatorToken?: string,
  now: () => number = Date.now,
): OperatorLookUp {
  const ofSetting = tokenLookUp(operatorToken ?? null);
  let cached: { readonly until: number; readonly known: Promise<Known> } | undefined;
  const known = (): Promise<Known> => {
    if (cached !== undefined && cached.until > now()) return cached.known;
    const asked = readKnown(pool);
    const entry = { until: now() + OPERATORS_CACHE_MS, known: asked };
    cached = entry;
    // A failure is this request's, and the next one asks again.
    asked.catch(() => (cached = cached === entry ? undefined : cached));
    return asked;
  };
  return async (given) => {
    const { isAnyStored, names } = await known();
    const name = names.get(createHash('sha256').update(given, 'utf8').digest('hex'));
    if (name !== undefined) return { name };
    return isAnyStored ? undefined : ofSetting(given);
  };
}

async function readKnown(pool: Pick<Pool, 'query'>): Promise<Known> {
  const { rows } = await pool.query<Listed>({ name: 'list-operators', text: LIST });
  const good = rows.filter(({ isGood }) => isGood);
  return { isAnyStored: rows.length > 0, names: new Map(good.map(({ sha256, name }) => [sha256, name])) };
}
