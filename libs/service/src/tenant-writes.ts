import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '#postgres';
import { SharedPlaces, type Asker } from './shared-places.js';

const WAITING = { waiting: 1_000, waitingOfTenant: 200, waitMs: 15_000 } as const;

/**
 * What readers change, on connections of a role that sees all tenants. Changes of one tenant wait for each other's locks with a
 * connection in hand: 500 at once would keep every other tenant from writing. One connection is always left to whoever else comes.
 */
export class TenantWrites {
  readonly #pool: Pool;
  readonly #places: SharedPlaces;

  constructor(pool: Pool) {
    this.#pool = pool;
    const places = Math.max(1, pool.options.max);
    this.#places = new SharedPlaces({ kind: 'write', ...WAITING, places, placesOfTenant: Math.max(1, places - 1) });
  }

  /** In one transaction, as `inTransaction`. @throws ShareExceeded when too much of the tenant waits, or this too long */
  run<Result>(asker: Asker, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.#places.run(asker, () => inTransaction(this.#pool, work));
  }
}
