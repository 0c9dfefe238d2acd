import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '#postgres';
import type { Asked, Middleware, OpenSlice, Slice } from '../pipeline.js';
import { parkedOfSlice } from '../statements/parked-of-slice.js';
import { rememberEvents } from '../statements/remember-events.js';
import { takeOffset } from '../statements/take-offset.js';

/** Everything inside is one transaction: the projection's change, the memory of the events, parking, the offset. */
export function openTransaction(pool: Pool): Middleware<Slice, OpenSlice> {
  return (next) => (slice) => inTransaction(pool, (tx) => next({ ...slice, tx, asked: ask(tx, slice) }));
}

/**
 * The first statements of every slice, sent together: three ways to the server and back are one. The first of them takes the
 * partition's row, so the others see what its holder before has stored. What is asked of an event that turns out to be
 * older is not looked at, and remembering it again changes nothing.
 */
function ask(tx: Transaction, slice: Slice): Asked {
  const ids = slice.items.flatMap(({ decoded }) => (decoded.ok ? [decoded.delivery.event.id] : []));
  const asked = {
    stored: takeOffset(tx, slice, slice.next),
    fresh: ids.length === 0 ? Promise.resolve(new Set<string>()) : rememberEvents(tx, ids),
    parked: parkedOfSlice(tx, slice),
  };
  // The first to be awaited tells; the others fail with it.
  for (const answer of Object.values(asked)) answer.catch(() => undefined);
  return asked;
}
