import { failureCode, isControl } from '../failure.js';
import type { Instruments } from '../instruments.js';
import type { Middleware, Slice } from '../pipeline.js';

/** Outside the transaction, so that only what committed is counted. */
export function measure(instruments: Instruments): Middleware<Slice> {
  return (next) => async (slice) => {
    try {
      const settled = await next(slice);
      const now = Date.now();
      const kinds = new Map<string, number>();
      settled.forEach(({ kind }, index) => {
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        const decoded = slice.items[index]?.decoded;
        if ((kind === 'done' || kind === 'ignored') && decoded?.ok === true) {
          // Two machines' clocks: a small negative difference is no latency.
          const decidedAt = Date.parse(decoded.delivery.event.time);
          if (!Number.isNaN(decidedAt)) instruments.latency(slice.topic, Math.max(0, now - decidedAt) / 1_000);
        }
      });
      for (const [kind, count] of kinds) instruments.settled(slice.topic, kind, count);
      return settled;
    } catch (error) {
      if (!isControl(error)) instruments.failed(slice.topic, failureCode(error));
      throw error;
    }
  };
}
