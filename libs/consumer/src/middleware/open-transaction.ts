import type { Pool } from 'pg';
import { inTransaction } from '#postgres';
import type { Middleware, OpenSlice, Slice } from '../pipeline.js';

/** Everything inside is one transaction: the projection's change, the memory of the events, parking, the offset. */
export function openTransaction(pool: Pool): Middleware<Slice, OpenSlice> {
  return (next) => (slice) => inTransaction(pool, (tx) => next({ ...slice, tx }));
}
