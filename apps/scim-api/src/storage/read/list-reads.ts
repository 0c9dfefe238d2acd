import type { Pool, QueryConfig } from 'pg';
import { SharedPlaces, type Asker, type ShareSettings, listSeconds } from '#service';
import { turns } from '#turns';
import type { Rows } from './combine-reads.js';
import { answerable, readTogether } from './gathered-reads.js';

/** Lists in the database at once, which are the connections of the pool; one is always left to whoever else comes. */
export const MAX_LISTS_IN_FLIGHT = 3;
const LISTS_OF_TENANT_IN_FLIGHT = 2;
/** Pages and slices of lists that wait, of all tenants and of one; beyond it 429. */
export const MAX_WAITING_LISTS = 1_000;
export const MAX_WAITING_LISTS_OF_TENANT = 100;
/** Milliseconds that a page or slice waits for its turn. */
export const LIST_WAIT_MS = 10_000;

export interface ListPools {
  readonly reads: Pool;
  /** To end statements of clients who have gone. */
  readonly cancels: Pool;
}

/** Reads pages and slices of lists, each in a transaction and a turn of its own; tenants have turns by the seconds they use. */
export class ListReads {
  readonly #pools: ListPools;
  readonly #places: SharedPlaces;

  constructor(pools: ListPools, settings: ShareSettings) {
    this.#pools = pools;

    this.#places = new SharedPlaces({
      kind: 'list',
      places: MAX_LISTS_IN_FLIGHT,
      placesOfTenant: LISTS_OF_TENANT_IN_FLIGHT,
      waiting: MAX_WAITING_LISTS,
      waitingOfTenant: MAX_WAITING_LISTS_OF_TENANT,
      waitMs: LIST_WAIT_MS,
      seconds: listSeconds(settings),
    });
    // What a tenant's writes and look-ups take of the thread counts, too: lists are refused first.
    turns.onSpent((of, ms) => this.#places.chargeThread(of, ms));
  }

  /** Once a request, before its first page. @throws ShareExceeded */
  admit(tenantId: string): void {
    this.#places.admit(tenantId);
  }

  /** @throws ScimError `too-many-results` when it takes too long; ShareExceeded */
  rows(asker: Asker, ...statements: readonly QueryConfig[]): Promise<readonly Rows[]> {
    const { gone } = asker;
    const cancelling = gone === undefined ? undefined : { signal: gone, through: this.#pools.cancels };
    return this.#places.run(asker, async () => {
      try {
        return await readTogether(this.#pools.reads, asker.tenantId, statements, cancelling);
      } catch (error) {
        throw answerable(error);
      }
    });
  }
}
