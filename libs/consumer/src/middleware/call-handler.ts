import type { TopicHandler } from '../delivery.js';
import { ApartError } from '../failure.js';
import type { Handle, OpenSlice } from '../pipeline.js';

/** The innermost: everything that is left, in one call. */
export function callHandler({ apply, needs }: TopicHandler): Handle<OpenSlice> {
  return async ({ tx, items, decide }) => {
    const deliveries = items.flatMap(({ decoded }) => (decoded.ok ? [decoded.delivery] : []));
    const outcomes = await (decide?.(deliveries) ?? apply({ tx, deliveries, isLate: false }));
    if (outcomes.length !== deliveries.length) {
      throw new Error(`the handler gave ${outcomes.length} outcomes for ${deliveries.length} deliveries`);
    }
    const poisoned = new Set<string>();
    deliveries.forEach(({ key, event }, index) => {
      // Applied although an earlier one of its key, which it needs, is about to be parked: roll back.
      if (poisoned.has(key) && needs(event.type) === 'all-before') throw new ApartError();
      if (key !== '' && outcomes[index]?.kind === 'poison') poisoned.add(key);
    });
    return outcomes;
  };
}
