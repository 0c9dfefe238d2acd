import { ApartError } from '../failure.js';
import type { Middleware, OrderedSlice } from '../pipeline.js';
import { parkEvents, type EventToPark } from '../statements/park-events.js';

/**
 * Sets aside what can never be applied, with why, from where and after how many attempts, in the same transaction.
 * If that fails the error propagates and the offset stays put: a stopped partition is visible, a lost event is not.
 *
 * What a later event of its key in this very slice has overtaken is superseded from the beginning: hold-back and the
 * handler let nothing past that needs it.
 */
export const park: Middleware<OrderedSlice> = (next) => async (slice) => {
  const settled = await next(slice);
  const lot: EventToPark[] = [];
  const overtaken = new Set<string>();
  for (const [index, item] of [...slice.items.entries()].reverse()) {
    const settlement = settled[index];
    if (settlement === undefined) continue;
    const { key } = item.record;
    if (settlement.kind === 'done' || settlement.kind === 'ignored') overtaken.add(key);
    if (!isParked(settlement.kind) || !('because' in settlement)) continue;
    const isSuperseded = key !== '' && overtaken.has(key);
    lot.push({ item, kind: isSuperseded ? 'superseded' : settlement.kind, because: settlement.because });
  }
  if (lot.length === 0) return settled;
  if (slice.decide !== undefined) throw new ApartError();
  await parkEvents(slice.tx, { place: slice, attempts: slice.attempt, lot: lot.reverse() });
  return settled;
};

function isParked(kind: string): boolean {
  return kind === 'poison' || kind === 'undecodable' || kind === 'waiting';
}
