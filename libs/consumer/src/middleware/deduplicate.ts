import { settleRest, type Middleware, type OpenSlice, type Settlement } from '../pipeline.js';
import { rememberEvents } from '../statements/remember-events.js';

/** By event id, in the projection's own transaction: an effect and the memory of it commit together or not at all. */
export const deduplicate: Middleware<OpenSlice> = (next) => async (slice) => {
  const ids = slice.items.flatMap(({ decoded }) => (decoded.ok ? [decoded.delivery.event.id] : []));
  const fresh = ids.length === 0 ? new Set<string>() : await rememberEvents(slice.tx, ids);
  const settled = slice.items.map(({ decoded }): Settlement | undefined => {
    // Taken out once: of two records with one id in the same slice, the first is the event and the second its echo.
    if (!decoded.ok || fresh.delete(decoded.delivery.event.id.toLowerCase())) return undefined;
    return { kind: 'duplicate' };
  });
  return settleRest(slice, settled, next);
};
