import type { Pool, QueryConfig } from 'pg';
import { cancellable, inTransactionAsking, sqlState, tenantScope, type Transaction } from '#postgres';
import { turns } from '#turns';
import { Problem } from './problem.js';
import { SharedPlaces, type Asker } from './shared-places.js';
import { listSeconds, type ListShareSettings } from './shares.js';

/** Milliseconds that a list may take in the database, all its statements together. */
const READ_WITHIN_MS = 5_000;
/** Milliseconds that a read waits for its turn. */
const READ_WAIT_MS = 10_000;
export const MAX_WAITING_READS_OF_TENANT = 100;
const MAX_WAITING_READS = 1_000;

export interface ReadPools {
  /** Under row-level security. */
  readonly reads: Pool;
  /** Of the same role, to end what nobody waits for. */
  readonly cancels: Pool;
}

export interface ReadAsker extends Asker {
  /** Settings of the transaction, sent with its begin. */
  readonly settings?: readonly QueryConfig[];
}

/**
 * A projection's questions: each in a transaction that sees one tenant's rows, in a place of its tenant's share of the
 * reader's connections. Look-ups have places of their own and wait for no list; of each kind one is always left to whoever
 * else comes.
 */
export class TenantReads {
  readonly #pools: ReadPools;
  readonly #lists: SharedPlaces;
  readonly #lookUps: SharedPlaces;

  constructor(pools: ReadPools, settings: ListShareSettings) {
    this.#pools = pools;
    const connections = Math.max(1, pools.reads.options.max);
    // One stays for the readiness and the keys of tokens.
    const lists = Math.max(1, Math.ceil((connections - 1) / 2));
    const waiting = { waiting: MAX_WAITING_READS, waitingOfTenant: MAX_WAITING_READS_OF_TENANT, waitMs: READ_WAIT_MS };
    const lookUps = Math.max(1, connections - 1 - lists);
    this.#lists = new SharedPlaces({
      kind: 'list',
      ...waiting,
      places: lists,
      placesOfTenant: Math.max(1, Math.floor(lists / 4)),
      seconds: listSeconds(settings),
    });
    turns.onSpent((of, ms) => this.#lists.chargeThread(of, ms));
    this.#lookUps = new SharedPlaces({
      kind: 'look-up',
      ...waiting,
      places: lookUps,
      placesOfTenant: Math.max(1, lookUps - 1),
    });
  }

  lookUp<Result>(asker: ReadAsker, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.#read(this.#lookUps, asker, work);
  }

  /** The first of a request. @throws ShareExceeded when the tenant has used its seconds, and others want theirs */
  async list<Result>(asker: ReadAsker, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    this.#lists.admit(asker.tenantId);
    return this.#read(this.#lists, asker, work);
  }

  /** A further page of an answer that has begun. */
  nextPage<Result>(asker: ReadAsker, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.#read(this.#lists, asker, work);
  }

  #read<Result>(
    places: SharedPlaces,
    { tenantId, gone, settings = [] }: ReadAsker,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return places.run({ tenantId, gone }, async () => {
      const late = AbortSignal.timeout(READ_WITHIN_MS);
      const signal = gone === undefined ? late : AbortSignal.any([gone, late]);
      try {
        return await inTransactionAsking(
          this.#pools.reads,
          // A way to the server and back of its own takes the server 0.05 ms, whatever is asked.
          (tx) => [tenantScope(tenantId), ...settings].forEach((statement) => void tx.query(statement)),
          (tx, _asked, client) =>
            cancellable(client, { signal, through: this.#pools.cancels }, () => work(endedBy(signal, tx))),
        );
      } catch (error) {
        gone?.throwIfAborted();
        if (late.aborted || sqlState(error) === QUERY_CANCELED) throw TOO_LONG;
        throw error;
      }
    });
  }
}

/** What a statement ends with that is cancelled, or takes longer than the connection's statement_timeout. */
const QUERY_CANCELED = '57014';

const TOO_LONG = new Problem(
  400,
  'too-many',
  'The question takes too long to answer: narrow it by one more parameter, or ask for a smaller page.',
);

/** Between two statements nothing runs that could be ended: the next one is not begun. */
function endedBy(signal: AbortSignal, tx: Transaction): Transaction {
  return {
    query: (statement, values) => {
      signal.throwIfAborted();
      return tx.query(statement, values);
    },
  };
}
