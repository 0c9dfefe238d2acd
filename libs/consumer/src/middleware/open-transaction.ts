import type { Ask, Middleware, OpenSlice, Slice } from '../pipeline.js';
import type { OpenTransaction } from '../shared-transactions.js';

/** Everything inside is one transaction: the projection's change, the memory of the events, parking, the offset. */
export function openTransaction(open: OpenTransaction, ask: Ask): Middleware<Slice, OpenSlice> {
  return (next) => (slice) => open(slice, { ask, work: next });
}
