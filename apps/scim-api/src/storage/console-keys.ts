import type { JWK } from 'jose';
import type { Pool } from 'pg';
import type { Acting, Change } from '#contracts';
import { appendAct } from '#outbox';
import type { Transaction } from '#postgres';
import type { ConsoleStore, HeldGrant } from '../tenants/console-client.js';
import { hashSecret } from '../tenants/secret.js';
import { isLetIn } from './let-in.js';

const FIND = `
  select jwk
    from console_keys
   where kid = $1::text
     and withdrawn_at is null`;

// Whoever is second, in this replica or in another, waits for the first and finds it there. What has expired is refused for
// that: it goes, a few at a time, so that what is kept is what a minute brings.
const USE = `
  with ended as (
    delete from console_assertions
     where ctid = any (array (select ctid
                                from console_assertions
                               where expires_at < clock_timestamp() - interval '10 minutes'
                               order by expires_at
                               limit 100)))
  insert into console_assertions (jti_hash, expires_at)
  values ($1::bytea, $2::timestamptz)
      on conflict do nothing`;

const GRANT = `
  select id, expires_at
    from grants
   where tenant_id = $1::uuid
     and revoked_at is null
     and expires_at > clock_timestamp()
   order by expires_at desc
   limit 1`;

/** What the token endpoint asks about the console, as the role `admin`. */
export class ConsoleKeys implements ConsoleStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async key(kid: string): Promise<JWK | null> {
    const { rows } = await this.#pool.query<{ jwk: JWK }>({ name: 'find-console-key', text: FIND, values: [kid] });
    return rows[0]?.jwk ?? null;
  }

  async use(jti: string, expiresAt: Date): Promise<boolean> {
    const values = [hashSecret(jti), expiresAt];
    return (await this.#pool.query({ name: 'use-console-assertion', text: USE, values })).rowCount === 1;
  }

  isTenantLetIn(id: string): Promise<boolean> {
    return isLetIn(this.#pool, 'tenant', id);
  }

  async grantOf(tenantId: string): Promise<HeldGrant | null> {
    const { rows } = await this.#pool.query<{ id: string; expires_at: Date }>(GRANT, [tenantId]);
    return rows[0] === undefined ? null : { id: rows[0].id, endsAt: rows[0].expires_at.getTime() };
  }
}

export interface ConsoleKey {
  readonly kid: string;
  readonly registeredAt: Date;
  readonly registeredBy: string;
  readonly withdrawnAt: Date | null;
}

const LIST = `
  select kid, registered_at as "registeredAt", registered_by as "registeredBy", withdrawn_at as "withdrawnAt"
    from console_keys
   order by registered_at, kid
   limit 1000`;

export async function listConsoleKeys(tx: Transaction): Promise<readonly ConsoleKey[]> {
  return (await tx.query<ConsoleKey & Record<string, unknown>>(LIST)).rows;
}

const REGISTER = `
  insert into console_keys (kid, jwk, registered_at, registered_by)
  values ($1::text, $2::jsonb, $3::timestamptz, $4::text)
      on conflict do nothing`;

/** As the owner of the database. False: it is there, or was withdrawn, and what was withdrawn stays so. */
export async function registerConsoleKey(
  tx: Transaction,
  { kid, ...jwk }: JWK & { readonly kid: string },
  { at, acting }: { readonly at: Date; readonly acting: Acting },
): Promise<boolean> {
  const values = [kid, JSON.stringify(jwk), at, acting.name ?? 'operator'];
  if ((await tx.query(REGISTER, values)).rowCount !== 1) return false;
  const changes: Change[] = [{ path: 'kid', before: null, after: kid }];
  await appendAct(tx, { act: 'consoles.register', ...objectOf(kid), at, changes }, acting);
  return true;
}

const WITHDRAW = `
  update console_keys
     set withdrawn_at = $2::timestamptz
   where ($1::text is null or kid = $1::text)
     and withdrawn_at is null
  returning kid`;

/** As the owner. @param kid null: all that there are @returns those that were withdrawn */
export async function withdrawConsoleKeys(
  tx: Transaction,
  kid: string | null,
  { at, acting }: { readonly at: Date; readonly acting: Acting },
): Promise<readonly string[]> {
  const { rows } = await tx.query<{ kid: string }>(WITHDRAW, [kid, at]);
  for (const { kid: gone } of rows) {
    const changes: Change[] = [{ path: 'withdrawnAt', before: null, after: at.toISOString() }];
    await appendAct(tx, { act: 'consoles.withdraw', ...objectOf(gone), at, changes }, acting);
  }
  return rows.map(({ kid: gone }) => gone);
}

function objectOf(kid: string): {
  readonly tenantId: null;
  readonly object: { readonly type: string; readonly id: string };
} {
  return { tenantId: null, object: { type: 'console-key', id: kid } };
}
