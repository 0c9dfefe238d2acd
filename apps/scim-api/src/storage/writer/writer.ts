import type { OutboxBell } from '#outbox';
import { CommitUnknownError, isInfrastructureFailure, sqlState } from '#postgres';
import { ScimError } from '#scim';
import { Gatherer, type Running, type Waits } from '../gatherer.js';

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
const WAIT_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 500;
/** A commit takes as long where the disk is quick; where it is not, two are under way. */
const GATHER_MS = 4;
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
  /** It makes something that nothing else can name yet: which of several such is first nobody can tell. */
  readonly isNew?: boolean;
  /** How many changes it is. */
  readonly size?: number;
}

interface Waiting<Change, Decision> extends Waits {
  readonly change: Change;
  readonly write: WriteBatch<Change, Decision>;
  readonly alone: boolean;
  readonly isNew: boolean;
  readonly size: number;
  readonly since: number;
  readonly resolve: (decision: Decision) => void;
}

// One queue for users and groups: their order within a tenant is the order of arrival. `never` hides the two kinds.
type AnyWaiting = Waiting<never, unknown>;

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
  readonly #gatherer: Gatherer<AnyWaiting, readonly unknown[], Running<readonly unknown[]>>;

  constructor({ bell, onBatch }: WriterOptions) {
    this.#gatherer = new Gatherer({
      kind: 'write',
      places: MAX_IN_FLIGHT,
      placesOfTenant: IN_FLIGHT_OF_TENANT,
      waiting: MAX_WAITING,
      waitingOfTenant: MAX_WAITING_OF_TENANT,
      gatherMs: GATHER_MS,
      mayPart: (items) => items.every(({ isNew }) => isNew),
      isEnough: ({ alone }) => alone,
      length: together,
      begin,
      end: (items, decisions) => {
        decisions.forEach((decision, at) => items[at]?.resolve(decision));
        bell.ring();
        return items.slice(Math.max(1, decisions.length));
      },
      isToBlame: (error) => (mayRunAgain(error) ? () => false : () => true),
      answerable,
      onEnd: (items, ms) => onBatch?.(sizeOf(items), ms),
      patience: { everyMs: LOOK_EVERY_MS, isOver: isOverdue, error: () => new ScimError('unavailable', OVERDUE) },
    });
  }

  /** @throws ShareExceeded when too much waits, ScimError `unavailable`, `commit-unknown`, or what the database failed with */
  submit<Change, Decision>(
    tenantId: string,
    change: Change,
    { write, ...way }: Way<Change, Decision>,
  ): Promise<Decision> {
    return new Promise<Decision>((resolve, reject) => {
      const since = performance.now();
      const { alone = false, isNew = false, size = 1 } = way;
      const waits = { since, isSecond: false, resolve, reject };
      const item: Waiting<Change, Decision> = { change, write, alone, isNew, size, ...waits };
      // The item keeps change and write of one type together; the queue need not know which.
      this.#gatherer.add(tenantId, item as unknown as AnyWaiting);
    });
  }
}

/** What travels alone does, and all others are written alike. */
function begin(tenantId: string, items: readonly AnyWaiting[]): Running<readonly unknown[]> {
  const [first] = items;
  if (first === undefined) throw new Error('a transaction has changes');
  const changes = items.map(({ change }) => change);
  return { result: first.write(tenantId, changes) };
}

/** How many of what waits share a transaction: the oldest, as far as nothing of it travels alone. */
function together(waiting: readonly AnyWaiting[]): number {
  const alone = waiting.findIndex((item) => item.alone);
  if (alone === 0) return 1;
  return Math.min(alone === -1 ? waiting.length : alone, MAX_BATCH);
}

function sizeOf(items: readonly AnyWaiting[]): number {
  return items.reduce((sum, { size }) => sum + size, 0);
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
