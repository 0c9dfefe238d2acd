import { settleRest, type Middleware, type OpenSlice, type Settlement } from '../pipeline.js';

/** By event id, in the projection's own transaction: an effect and the memory of it commit together or not at all. */
export const deduplicate: Middleware<OpenSlice> = (next) => async (slice) => {
  const fresh = new Set(await slice.asked.fresh);
  const settled = slice.items.map(({ decoded }): Settlement | undefined => {
    // Taken out once: of two records with one id in the same slice, the first is the event and the second its echo.
    if (!decoded.ok || fresh.delete(decoded.delivery.event.id.toLowerCase())) return undefined;
    return { kind: 'duplicate' };
  });
  return settleRest(slice, settled, next);
};
