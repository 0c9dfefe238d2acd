import type { RollcallEvent } from '#contracts';
import type { Transaction } from '#postgres';

/** One event, decoded, and where it stood. */
export interface Delivery {
  readonly event: RollcallEvent;
  /** Without the installation's prefix: the name of a topic value of `#contracts`. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The order promised is per key. */
  readonly key: string;
}

/** Events of one partition in order, none of them seen before, and the projection's own transaction. */
export interface DeliveryBatch {
  readonly tx: Transaction;
  readonly deliveries: readonly Delivery[];
}

/**
 * The only three things that a handler may decide about an event; retrying is the pipeline's business. `done` and
 * `ignored` differ in a metric only. `poison` promises that nothing was written for the event: it is parked.
 */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'ignored'; readonly because: string }
  | { readonly kind: 'poison'; readonly because: string };

/** One outcome per delivery, in the same order. What it throws fails the batch, which is then tried event by event. */
export type BatchHandler = (batch: DeliveryBatch) => Promise<readonly Outcome[]>;

/** Handlers by the name of their topic, without a prefix. */
export type Handlers = ReadonlyMap<string, BatchHandler>;

export const DONE: Outcome = { kind: 'done' };

export function ignored(because: string): Outcome {
  return { kind: 'ignored', because };
}

export function poison(because: string): Outcome {
  return { kind: 'poison', because };
}
