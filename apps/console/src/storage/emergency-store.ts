import type { Pool } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { AccountKind, Role } from '../sessions/session.js';
import type { Acting } from './team-store.js';
import { tell } from './tell.js';

/** That many are marked, and advised: one may be lost. */
export const EMERGENCY_ACCOUNTS = 2;

/**
 * Two who mark one each wait for one another: of rows, a lock shows who waited those that it had found before, and not one that was
 * marked meanwhile.
 */
const ONE_AT_A_TIME = `
  select pg_advisory_xact_lock(hashtext('emergency accounts'), hashtext($1::text))`;

const LOCK = `
  select id, kind, roles, emergency,
         exists (select from passkeys p where p.account_id = a.id) as "hasPasskey"
    from accounts a
   where id = $1::uuid
      or emergency
   order by id
     for update`;

const MARK = `
  update accounts set emergency = $2::boolean where id = $1::uuid`;

const COUNT = `
  select count(*)::int as count from accounts where emergency`;

interface Row {
  readonly id: string;
  readonly kind: AccountKind;
  readonly roles: readonly Role[];
  readonly emergency: boolean;
  readonly hasPasskey: boolean;
}

export type Marked = 'marked' | 'unknown' | 'not-local' | 'no-passkey' | 'not-administrator' | 'too-many-emergency';

/** Accounts that come in though single sign-on is enforced: the way back when Entra lets nobody in. */
export class EmergencyStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  /** What is so already is no act. */
  async mark(acting: Acting, isEmergency: boolean): Promise<Marked> {
    const { id, tenantId } = acting;
    const outcome = await inTransaction(this.#pool, async (tx): Promise<Marked> => {
      await scopeToTenant(tx, tenantId);
      await tx.query(ONE_AT_A_TIME, [tenantId]);
      const { rows } = await tx.query<Row & Record<string, unknown>>(LOCK, [id]);
      const found = rows.find((row) => row.id === id);
      if (found === undefined) return 'unknown';
      if (found.emergency === isEmergency) return 'marked';
      const refused = isEmergency ? refusalOf(found, rows.length - 1) : null;
      if (refused !== null) return refused;
      await tx.query(MARK, [id, isEmergency]);
      await tellMarked(tx, acting, isEmergency);
      return 'marked';
    });
    if (outcome === 'marked') this.#ring();
    return outcome;
  }

  async count(tenantId: string): Promise<number> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return (await tx.query<{ count: number }>(COUNT)).rows[0]?.count ?? 0;
    });
  }
}

function refusalOf({ kind, roles, hasPasskey }: Row, others: number): Exclude<Marked, 'marked' | 'unknown'> | null {
  if (kind !== 'local') return 'not-local';
  if (!hasPasskey) return 'no-passkey';
  // Who comes in can mend nothing otherwise.
  if (!roles.includes('identity-administrator')) return 'not-administrator';
  return others >= EMERGENCY_ACCOUNTS ? 'too-many-emergency' : null;
}

async function tellMarked(tx: Transaction, { id, ...acting }: Acting, isEmergency: boolean): Promise<void> {
  const changes = [{ path: 'emergency', before: String(!isEmergency), after: String(isEmergency) }];
  await tell(tx, { act: 'accounts.change', object: { type: 'account', id }, ...acting, changes });
}
