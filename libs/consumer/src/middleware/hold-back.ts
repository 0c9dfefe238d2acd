import type { TopicHandler } from '../delivery.js';
import { NewerEventError } from '../failure.js';
import {
  settleRest,
  type Item,
  type Middleware,
  type OpenSlice,
  type OrderedSlice,
  type Settlement,
} from '../pipeline.js';
import { passStopped } from '../statements/stopped-records.js';
import { supersedeParked } from '../statements/supersede-parked.js';

/**
 * Keeps the order per key past a parked event, for what needs it: such an event waits. One that says all is applied, and
 * what was parked of its key is superseded. A record that cannot be decoded counts as a parked event of its key, because
 * nobody knows what it would have said.
 *
 * What an operator discarded is passed over; what a later version wrote ends the slice, and so the partition.
 */
export function holdBack({ needs }: Pick<TopicHandler, 'needs'>): Middleware<OrderedSlice, OpenSlice> {
  return (next) => async (slice) => {
    const { parked } = slice;
    const blocked = new Set(parked.blocked);
    const settled = slice.items.map((item): Settlement | undefined => {
      const { record, decoded } = item;
      if (parked.discarded.has(record.offset)) return { kind: 'discarded' };
      if (!decoded.ok) {
        if (decoded.isNewer) throw new NewerEventError(item, decoded.because);
        blocked.add(record.key);
        return { kind: 'undecodable', because: decoded.because };
      }
      // Without a key nothing was promised about the order.
      if (record.key === '' || !blocked.has(record.key)) return undefined;
      if (needs(decoded.delivery.event.type) === 'itself') return undefined;
      return { kind: 'waiting', because: 'an earlier event of this key is parked' };
    });
    const all = await settleRest<OpenSlice>(slice, settled, next);
    const overtaken = keysApplied(slice.items, all).filter((key) => parked.blocked.has(key));
    if (overtaken.length > 0) await supersedeParked(slice.tx, { topic: slice.topic, keys: overtaken });
    if (parked.stopped.length > 0) await passStopped(slice.tx, slice, parked.stopped);
    return all;
  };
}

function keysApplied(items: readonly Item[], settled: readonly Settlement[]): string[] {
  return items.flatMap(({ record }, index) => {
    const kind = settled[index]?.kind;
    return kind === 'done' || kind === 'ignored' ? [record.key] : [];
  });
}
