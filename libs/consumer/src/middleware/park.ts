import type { Middleware, OpenSlice } from '../pipeline.js';
import { parkEvents, type EventToPark } from '../statements/park-events.js';

/**
 * Sets aside what can never be applied, with why, from where and after how many attempts, in the same transaction.
 * If that fails the error propagates and the offset stays put: a stopped partition is visible, a lost event is not.
 */
export const park: Middleware<OpenSlice> = (next) => async (slice) => {
  const settled = await next(slice);
  const lot: EventToPark[] = slice.items.flatMap((item, index) => {
    const settlement = settled[index];
    if (settlement === undefined || !isParked(settlement.kind) || !('because' in settlement)) return [];
    return [{ item, kind: settlement.kind, because: settlement.because }];
  });
  if (lot.length > 0) await parkEvents(slice.tx, { place: slice, attempts: slice.attempt, lot });
  return settled;
};

function isParked(kind: string): boolean {
  return kind === 'poison' || kind === 'undecodable' || kind === 'waiting';
}
