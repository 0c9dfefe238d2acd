import type { BatchHandler } from '../delivery.js';
import { OneByOneError } from '../failure.js';
import type { Handle, OpenSlice } from '../pipeline.js';

/** The innermost: everything that is left, in one call. */
export function callHandler(handler: BatchHandler): Handle<OpenSlice> {
  return async ({ tx, items }) => {
    const deliveries = items.flatMap(({ decoded }) => (decoded.ok ? [decoded.delivery] : []));
    const outcomes = await handler({ tx, deliveries });
    if (outcomes.length !== deliveries.length) {
      throw new Error(`the handler gave ${outcomes.length} outcomes for ${deliveries.length} deliveries`);
    }
    const poisoned = new Set<string>();
    deliveries.forEach(({ key }, index) => {
      // The handler has applied this one although an earlier one of its key is about to be parked: roll back.
      if (poisoned.has(key)) throw new OneByOneError();
      if (key !== '' && outcomes[index]?.kind === 'poison') poisoned.add(key);
    });
    return outcomes;
  };
}
