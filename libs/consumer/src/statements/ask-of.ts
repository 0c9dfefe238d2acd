import type { Transaction } from '#postgres';
import type { Asked, Slice } from '../pipeline.js';
import { parkedOfSlice } from './parked-of-slice.js';
import { rememberEvents } from './remember-events.js';
import { takeOffset } from './take-offset.js';

/**
 * The first statements of every slice, sent together: three ways to the server and back are one. The first of them takes the
 * partition's row, so the others see what its holder before has stored. What is asked of an event that turns out to be
 * older is not looked at, and remembering it again changes nothing.
 */
export function askOf(tx: Transaction, slice: Slice): Asked {
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
