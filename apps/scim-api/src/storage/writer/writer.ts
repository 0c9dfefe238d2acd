import type { OutboxBell } from '#outbox';
import { CommitUnknownError, isInfrastructureFailure, sqlState } from '#postgres';
import { ScimError } from '#scim';
import { Turns } from './turns.js';

/** Measured (two cores): beyond 64 rows a batch gains nothing, and two transactions in flight keep the disk busy. */
export const MAX_BATCH = 64;
export const MAX_IN_FLIGHT = 2;
/** Waiting changes of all tenants; beyond it a write is answered 503, which Entra repeats. */
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
  readonly #turns = new Turns<Waiting<never, unknown>>(
    { items: MAX_WAITING, perTenant: MAX_WAITING_OF_TENANT, perBatch: MAX_BATCH },
    (item) => item.alone,
  );
  #inFlight = 0;
  #look: NodeJS.Timeout | undefined;
  #scheduled = false;

  constructor(private readonly options: WriterOptions) {}

  /** @throws ScimError `unavailable` when too much waits, `commit-unknown`, or what the database failed with */
  submit<Change, Decision>(
    tenantId: string,
    change: Change,
    { write, alone = false, size = 1 }: Way<Change, Decision>,
  ): Promise<Decision> {
    return new Promise<Decision>((resolve, reject) => {
      const since = performance.now();
      const item: Waiting<Change, Decision> = { change, write, alone, size, since, resolve, reject };
      // The item keeps change and write of one type together; the queue need not know which.
      if (!this.#turns.add(tenantId, item as unknown as Waiting<never, unknown>)) {
        reject(new ScimError('unavailable', 'Too many writes wait; repeat the request in a moment.'));
      } else {
        this.#schedule();
      }
    });
  }

  #schedule(): void {
    this.#look ??= setInterval(() => this.#giveUpOverdue(), LOOK_EVERY_MS).unref();
    if (this.#scheduled || this.#inFlight >= MAX_IN_FLIGHT) return;
    this.#scheduled = true;
    // After the requests that have arrived in this turn of the event loop: they share the transaction.
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#inFlight < MAX_IN_FLIGHT && this.#startNext());
    });
  }

  /** While no transaction comes back nothing else would. Nothing waits: nothing is looked at. */
  #giveUpOverdue(): void {
    for (const item of this.#turns.takeOverdue(isOverdue)) item.reject(new ScimError('unavailable', OVERDUE));
    if (this.#turns.size > 0) return;
    clearInterval(this.#look);
    this.#look = undefined;
  }

  #startNext(): boolean {
    const batch = this.#turns.next();
    if (batch === undefined) return false;
    this.#inFlight += 1;
    void this.#run(batch.tenantId, batch.items).finally(() => {
      this.#inFlight -= 1;
      this.#schedule();
    });
    return true;
  }

  async #run(tenantId: string, items: readonly Waiting<never, unknown>[]): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    const begun = performance.now();
    let taken = items;
    try {
      const decisions = await first.write(
        tenantId,
        items.map(({ change }) => change),
      );
      decisions.forEach((decision, index) => items[index]?.resolve(decision));
      this.options.bell.ring();
      taken = items.slice(0, Math.max(1, decisions.length));
      this.#turns.putBack(tenantId, items.slice(taken.length));
    } catch (error) {
      if (items.length > 1 && mayRunAgain(error)) {
        for (const item of items) {
          if (isOverdue(item)) item.reject(new ScimError('unavailable', OVERDUE));
          else await this.#run(tenantId, [item]);
        }
        return;
      }
      for (const item of items) item.reject(answerable(error));
    } finally {
      this.options.onBatch?.(
        taken.reduce((sum, { size }) => sum + size, 0),
        performance.now() - begun,
      );
    }
  }
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
