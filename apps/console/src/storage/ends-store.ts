import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import { NO_TENANT } from '../sessions/session.js';
import { daysDue, nearestOf, REMIND_DAYS } from '../sign-on/ends.js';
import { tell } from './tell.js';

const ENDING = `
  select tenant_id from ending_secrets($1::timestamptz, make_interval(days => ${Math.max(...REMIND_DAYS) + 1}), $2::uuid)`;

const SECRET = `
  select app_id, secret_expires_at
    from sign_on_methods
   where tenant_id = $1::uuid
     and method = 'oidc'
     and is_on
     and secret is not null
     and secret_expires_at is not null`;

/** A second replica waits for the rows of the first, and then finds that they were told. */
const REMIND_SECRET = `
  insert into secret_reminders (tenant_id, app_id, expires_at, days)
  select $1::uuid, $2::uuid, $3::timestamptz, unnest($4::integer[])
      on conflict do nothing
  returning days`;

/** As of secrets. */
const REMIND_OWN_APP = `
  insert into own_app_reminders (fingerprint, days)
  select $1::text, unnest($2::integer[])
      on conflict do nothing
  returning days`;

/** The certificate of the installation's own app. */
export interface OwnCertificate {
  /** SHA-256 in hexadecimal. */
  readonly fingerprint: string;
  readonly notAfter: Date;
}

/** Of what sign-on is locked with: that it ends soon, or has ended. Each is an act of the clock, in the same transaction, once. */
export class EndsStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  /** Tenants whose secret ends soon, in the order of their ids. @param after those beyond this one */
  async ending(now: Date, after: string): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ tenant_id: string }>(ENDING, [now, after]);
    return rows.map(({ tenant_id: tenantId }) => tenantId);
  }

  async remindOfSecret(tenantId: string, now: Date): Promise<void> {
    await this.#in(tenantId, async (tx) => {
      const [own] = (await tx.query<{ app_id: string; secret_expires_at: Date }>(SECRET, [tenantId])).rows;
      if (own === undefined) return false;
      const { app_id: app, secret_expires_at: until } = own;
      const due = daysDue(until, now);
      const { rows } = await tx.query<{ days: number }>(REMIND_SECRET, [tenantId, app, until, due]);
      const changes = [
        { path: 'app', after: app },
        { path: 'secretExpiresAt', after: until.toISOString() },
      ];
      const object = { type: 'sign-on', id: tenantId };
      return tellDays(tx, { act: 'secrets.remind', object, tenantId, changes, due, taken: rows });
    });
  }

  async remindOfOwnApp({ fingerprint, notAfter }: OwnCertificate, now: Date): Promise<void> {
    await this.#in(NO_TENANT, async (tx) => {
      const due = daysDue(notAfter, now);
      if (due.length === 0) return false;
      const { rows } = await tx.query<{ days: number }>(REMIND_OWN_APP, [fingerprint, due]);
      const changes = [{ path: 'notAfter', after: notAfter.toISOString() }];
      const object = { type: 'certificate', id: fingerprint };
      return tellDays(tx, { act: 'certificates.remind', object, tenantId: NO_TENANT, changes, due, taken: rows });
    });
  }

  async #in(tenantId: string, work: (tx: Transaction) => Promise<boolean>): Promise<void> {
    const isTold = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
    if (isTold) this.#ring();
  }
}

interface Ending {
  readonly act: 'secrets.remind' | 'certificates.remind';
  readonly object: { readonly type: string; readonly id: string };
  readonly tenantId: string;
  readonly changes: readonly { readonly path: string; readonly after: string }[];
  readonly due: readonly number[];
  readonly taken: readonly { readonly days: number }[];
}

/** @returns whether there was anything to tell */
async function tellDays(tx: Transaction, { changes, due, taken, ...told }: Ending): Promise<boolean> {
  const days = nearestOf(
    due,
    taken.map((row) => row.days),
  );
  if (days === null) return false;
  const asking = { requestId: uuid(), traceparent: null };
  await tell(tx, { ...told, by: null, asking, changes: [...changes, { path: 'days', after: String(days) }] });
  return true;
}
