import type { Refused } from '#contracts';
import type { Transaction } from '#postgres';
import type { Delivery, Outcome } from './delivery.js';
import type { Seat } from './meeting.js';
import type { Partition, SourceRecord } from './source.js';

export interface Item {
  readonly record: SourceRecord;
  /** What the record says, or why it says nothing. */
  readonly decoded: { readonly ok: true; readonly delivery: Delivery } | Refused;
}

/** Records of one partition that become one transaction: everything in [from, next). */
export interface Slice extends Partition {
  readonly from: bigint;
  readonly next: bigint;
  readonly items: readonly Item[];
  /** Which attempt this is; above 1 only for a slice of one item. */
  readonly attempt: number;
}

export interface OpenSlice extends Slice {
  readonly tx: Transaction;
  readonly asked: Asked;
  /** Given when others share the transaction: then the handler is called for all at once, and what is out of order not at all. */
  readonly decide?: Seat['decide'];
}

/** What is asked with the begin of the transaction, of all that the slice has, in one message. */
export interface Asked {
  /** The offset as it was stored, whose row is locked then and has moved on; null for a partition without one. */
  readonly stored: Promise<bigint | null>;
  /** Ids that nobody remembered before. */
  readonly fresh: Promise<Set<string>>;
  readonly parked: Promise<ParkedOfSlice>;
  /** Tenants of its records that are no more, in lower case. */
  readonly ended: Promise<ReadonlySet<string>>;
  /** Resources of its records that were erased, by `resourceKey`. */
  readonly erased: Promise<ReadonlySet<string>>;
}

/** Asks before it returns, and waits for nothing. */
export type Ask = (tx: Transaction, slice: Slice) => Asked;

/** What is parked of the keys of a slice. */
export interface ParkedOfSlice {
  /** Keys of which an event is parked and nothing later was applied. */
  readonly blocked: ReadonlySet<string>;
  /** Offsets in the slice that an operator discarded. */
  readonly discarded: ReadonlySet<bigint>;
  /** Offsets in the slice at which the partition stood still. */
  readonly stopped: readonly bigint[];
}

/** With what is parked of its keys. */
export interface OrderedSlice extends OpenSlice {
  readonly parked: ParkedOfSlice;
}

/** What became of one item. */
export type Settlement =
  | Outcome
  /** Before the stored offset: its effect is there already. */
  | { readonly kind: 'older' }
  /** Another record carried the same event. */
  | { readonly kind: 'duplicate' }
  /** An operator has said that it is to be passed over. */
  | { readonly kind: 'discarded' }
  | { readonly kind: 'undecodable'; readonly because: string }
  /** It leaps past the sequence of its resource. */
  | { readonly kind: 'gap'; readonly because: string }
  /** An earlier event of its key is parked. */
  | { readonly kind: 'waiting'; readonly because: string };

/** One settlement per item, in the same order. */
export type Handle<S extends Slice> = (slice: S) => Promise<readonly Settlement[]>;

/** One concern of the consumer. */
export type Middleware<Outer extends Slice, Inner extends Slice = Outer> = (next: Handle<Inner>) => Handle<Outer>;

/** Lets `next` settle what is not settled yet, and puts both together in the slice's order. */
export async function settleRest<S extends Slice>(
  slice: S,
  settled: readonly (Settlement | undefined)[],
  next: Handle<S>,
): Promise<Settlement[]> {
  const rest = slice.items.filter((_, index) => settled[index] === undefined);
  const answers = rest.length === 0 ? [] : await next({ ...slice, items: rest });
  if (answers.length !== rest.length) throw new Error(`${answers.length} answers for ${rest.length} events`);
  const remaining = answers.values();
  return settled.map((settlement) => {
    if (settlement !== undefined) return settlement;
    const { value } = remaining.next();
    if (value === undefined) throw new Error('fewer answers than events');
    return value;
  });
}
