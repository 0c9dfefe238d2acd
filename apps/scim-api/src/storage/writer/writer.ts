import type { OutboxBell } from '#outbox';
import { CommitUnknownError, isInfrastructureFailure, sqlState } from '#postgres';
import { ScimError } from '#scim';
import { FairQueue, ShareExceeded } from '#service';

/**
 * Measured (two cores): beyond 64 rows a batch gains nothing, and two transactions in flight keep the disk busy. A tenant has
 * no more than these; the third is for whoever else comes.
 */
export const MAX_BATCH = 64;
export const MAX_IN_FLIGHT = 3;
export const IN_FLIGHT_OF_TENANT = 2;
/** Waiting changes of all tenants; beyond it whoever has most waiting is answered 429, which Entra repeats. */
export const MAX_WAITING = 2_000;
/** Milliseconds that a write waits for its transaction to begin; then it is answered 503, and nothing of it was run. */
export const WAIT_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 500;
/** So that one tenant cannot take all the room. */
export const MAX_WAITING_OF_TENANT = 1_000;

/**
 * How the changes of one kind are written: in one transaction, one decision each. The decisions are of the first changes
 * alone, of one at least, when the transaction takes no more: the others are written by the next.
 */
export type WriteBatch<Change, Decision> = (
  tenantId: string,
  changes: readonly Change[],
) => Promise<readonly Decision[]>;

interface Way<Change, Decision> {
  readonly write: WriteBatch<Change, Decision>;
  /** Shares its transaction with no other. */
  readonly alone?: boolean;
  /** How many changes it is. */
  readonly size?: number;
}

interface Waiting<Change, Decision> {
  readonly change: Change;
  readonly write: WriteBatch<Change, Decision>;
  readonly alone: boolean;
  readonly size: number;
  readonly since: number;
  /** It shared a transaction that failed, and has the next one alone. */
  readonly isSecond: boolean;
  readonly resolve: (decision: Decision) => void;
  readonly reject: (error: unknown) => void;
}

export interface WriterOptions {
  readonly bell: Pick<OutboxBell, 'ring'>;
  /** Sees every transaction: how many changes it carried and how long it took (ms). */
  readonly onBatch?: (changes: number, ms: number) => void;
}

/**
 * Gathers the changes of one tenant that wait at the same moment into one transaction. A single change is a batch of
 * one, so there is one path. Each is answered after its own commit; a refusal refuses only its own; a batch that failed
 * before COMMIT is decided anew one change at a time, and one whose COMMIT is unknown is never run again. What waits too
 * long for its turn is refused: its client would have given up.
 */
export class Writer {
  // One queue for users and groups: their order within a tenant is the order of arrival. `never` hides the two kinds.
  readonly #queue = new FairQueue<Waiting<never, unknown>>({
    places: MAX_IN_FLIGHT,
    placesOfTenant: IN_FLIGHT_OF_TENANT,
    waiting: MAX_WAITING,
    waitingOfTenant: MAX_WAITING_OF_TENANT,
  });
  #look: NodeJS.Timeout | undefined;
  #scheduled = false;

  constructor(private readonly options: WriterOptions) {}

  /** @throws ShareExceeded when too much waits, ScimError `unavailable`, `commit-unknown`, or what the database failed with */
  submit<Change, Decision>(
    tenantId: string,
    change: Change,
    { write, alone = false, size = 1 }: Way<Change, Decision>,
  ): Promise<Decision> {
    return new Promise<Decision>((resolve, reject) => {
      const since = performance.now();
      const item: Waiting<Change, Decision> = { change, write, alone, size, since, isSecond: false, resolve, reject };
      // The item keeps change and write of one type together; the queue need not know which.
      this.#queue.add(tenantId, item as unknown as Waiting<never, unknown>)?.reject(new ShareExceeded('write'));
      this.#schedule();
    });
  }

  #schedule(): void {
    this.#look ??= setInterval(() => this.#giveUpOverdue(), LOOK_EVERY_MS).unref();
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After the requests that have arrived in this turn of the event loop: they share the transaction.
    setImmediate(() => {
      this.#scheduled = false;
      for (let batch = this.#queue.next(together); batch !== undefined; batch = this.#queue.next(together)) {
        void this.#run(batch.tenantId, batch.items);
      }
    });
  }

  /** While no transaction comes back nothing else would. Nothing waits: nothing is looked at. */
  #giveUpOverdue(): void {
    for (const item of this.#queue.removeAll(isOverdue)) item.reject(new ScimError('unavailable', OVERDUE));
    if (this.#queue.size > 0) return;
    clearInterval(this.#look);
    this.#look = undefined;
  }

  async #run(tenantId: string, items: readonly Waiting<never, unknown>[]): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    const begun = performance.now();
    let taken = items;
    let outstanding: Promise<unknown> | undefined;
    try {
      const decisions = await first.write(
        tenantId,
        items.map(({ change }) => change),
      );
      decisions.forEach((decision, index) => items[index]?.resolve(decision));
      this.options.bell.ring();
      taken = items.slice(0, Math.max(1, decisions.length));
      this.#queue.putBack(tenantId, items.slice(taken.length));
    } catch (error) {
      if (error instanceof CommitUnknownError) ({ outstanding } = error);
      // Each has a turn of its own then, before what came after it; others have theirs in between.
      if (items.length > 1 && mayRunAgain(error)) {
        this.#queue.putBack(
          tenantId,
          items.map((item) => ({ ...item, isSecond: true })),
        );
      } else {
        for (const item of items) item.reject(answerable(error));
      }
    } finally {
      const ms = performance.now() - begun;
      this.#giveBack(tenantId, ms, outstanding);
      this.options.onBatch?.(
        taken.reduce((sum, { size }) => sum + size, 0),
        ms,
      );
    }
  }

  /**
   * A connection whose COMMIT is not answered stands still with it (`giveBack` of libs/postgres), and the place with the
   * connection: a tenant whose commits are unknown has no more of them than it may have, and others their own.
   */
  #giveBack(tenantId: string, ms: number, outstanding: Promise<unknown> | undefined): void {
    const give = (): void => {
      this.#queue.done(tenantId, ms / 1000);
      this.#schedule();
    };
    if (outstanding === undefined) give();
    else void outstanding.then(give, give);
  }
}

/** How many of what waits share a transaction: the oldest, as far as nothing of it travels alone. */
function together(waiting: readonly Waiting<never, unknown>[]): number {
  const alone = waiting.findIndex((item) => item.alone || item.isSecond);
  if (alone === 0) return 1;
  return Math.min(alone === -1 ? waiting.length : alone, MAX_BATCH);
}

const OVERDUE = 'The write had to wait too long, and nothing of it was stored; repeat the request in a moment.';

function isOverdue({ since }: { readonly since: number }): boolean {
  return performance.now() - since > WAIT_WITHIN_MS;
}

/**
 * The server's own word that the transaction failed, or a fault of ours before COMMIT was sent: one change's fault is not
 * the others'. Where COMMIT may have happened nothing is run again.
 */
export function mayRunAgain(error: unknown): boolean {
  if (error instanceof CommitUnknownError) return false;
  return sqlState(error) !== undefined || !isInfrastructureFailure(error);
}

/** What the client is told: an error of the protocol where the failure is of the infrastructure. */
export function answerable(error: unknown): unknown {
  if (error instanceof CommitUnknownError) return new ScimError('commit-unknown');
  return isInfrastructureFailure(error) ? new ScimError('unavailable') : error;
}
