import type { Pool, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import { EXPIRY_WARNINGS, type CredentialEvent } from '#contracts';
import { appendToOutbox } from '#outbox';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import {
  credentialExpiring,
  deadCredentialUsed,
  type DeadCredential,
  type ExpiringCredential,
  type Telling,
} from '../tenants/credential-events.js';
import type { WatchedCredentials } from '../tenants/credential-watch.js';

const HOUR_MS = 3_600_000;

/** Credentials whose end, or whose use after it, is told: with the memory of it, in one transaction with the events. */
export class WatchedCredentialStore implements WatchedCredentials {
  readonly #pool: Pool;
  readonly #ring: () => void;

  /** @param pool of the role `admin` @param ring wakes the relay after a commit */
  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  async tellExpiring(now: Date, limit: number): Promise<number> {
    return this.#tell(now, async (tx, telling) => {
      const { rows } = await tx.query<ExpiringCredential & QueryResultRow>(DUE, [now, EXPIRY_WARNINGS, limit]);
      return rows.map((row) => credentialExpiring(row, telling()));
    });
  }

  async tellDeadUses(now: Date, limit: number): Promise<number> {
    return this.#tell(now, async (tx, telling) => {
      const values = [now, new Date(now.getTime() - HOUR_MS), limit];
      const { rows } = await tx.query<DeadCredential & QueryResultRow>(USED, values);
      return rows.map((row) => deadCredentialUsed(row, telling()));
    });
  }

  async #tell(
    at: Date,
    find: (tx: Transaction, telling: () => Telling) => Promise<readonly CredentialEvent[]>,
  ): Promise<number> {
    const correlationId = uuid();
    const told = await inTransaction(this.#pool, async (tx) => {
      const events = await find(tx, () => ({ eventId: uuid(), correlationId, at }));
      for (const [tenantId, ofTenant] of Map.groupBy(events, (event) => event.tenantId)) {
        await scopeToTenant(tx, tenantId);
        await appendToOutbox(tx, ofTenant);
      }
      return events.length;
    });
    if (told > 0) this.#ring();
    return told;
  }
}

const CREDENTIAL = `c.id, c.tenant_id as "tenantId", c.connection_id as "connectionId", c.method, c.name,
         c.expires_at as "expiresAt", c.revoked_at as "revokedAt", c.last_used_at as "lastUsedAt"`;

// The unique row decides: of two replicas that find the same one due, the second waits for the first's row and tells nothing. In
// one order, so that they do not wait for each other. What is nearer than the one that was told is due by itself; what is
// farther has been missed.
const DUE = `
  with due as (
    select ${CREDENTIAL}, n.days
      from credentials c
      join connections o on o.id = c.connection_id and c.method = any (o.methods)
     cross join lateral (select min(w.days) as days
                           from unnest($2::int[]) as w (days)
                          where c.expires_at <= $1::timestamptz + make_interval(hours => 24 * w.days)) n
     where c.revoked_at is null
       and c.expires_at <= $1::timestamptz + make_interval(hours => (select 24 * max(w.days) from unnest($2::int[]) as w (days)))
       and not exists (select from credential_warnings t
                        where t.credential_id = c.id
                          and t.days <= n.days)
     order by c.id
     limit $3::int
  ), told as (
    insert into credential_warnings (credential_id, days, told_at)
    select due.id, due.days, $1::timestamptz
      from due
     order by due.id
        on conflict do nothing
    returning credential_id
  )
  select due.*
    from due
    join told on told.credential_id = due.id
   order by due.id`;

// What another replica tells right now is passed over; what is used meanwhile is told an hour later.
const USED = `
  with due as (
    select u.credential_id, u.count, u.first_at, u.last_at
      from dead_credential_uses u
     where u.count > 0
       and (u.told_at is null or u.told_at <= $2::timestamptz)
     order by u.credential_id
     limit $3::int
       for update skip locked
  ), told as (
    update dead_credential_uses u
       set count = 0, told_at = $1::timestamptz
      from due
     where u.credential_id = due.credential_id
    returning u.credential_id
  )
  select ${CREDENTIAL}, due.count::int, due.first_at as "firstAt", due.last_at as "lastAt"
    from due
    join told on told.credential_id = due.credential_id
    join credentials c on c.id = due.credential_id
   order by c.id`;
