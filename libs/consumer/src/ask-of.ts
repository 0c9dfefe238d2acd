import type { TopicHandler } from './delivery.js';
import { askEnded } from './middleware/pass-ended.js';
import { askErased } from './middleware/pass-erased.js';
import type { Ask } from './pipeline.js';
import { parkedOfSlice } from './statements/parked-of-slice.js';
import { rememberEvents } from './statements/remember-events.js';
import { takeOffset } from './statements/take-offset.js';

/**
 * The first statements of every slice, in one message with the begin: six ways to the server and back are one. The first of
 * them takes the partition's row, so the others see what its holder before has stored. What is asked of an event that turns
 * out to be older is not looked at, and remembering it again changes nothing.
 */
export function askOf({ ended, erased }: Pick<TopicHandler, 'ended' | 'erased'>): Ask {
  return (tx, slice) => {
    const { items, next } = slice;
    const ids = items.flatMap(({ decoded }) => (decoded.ok ? [decoded.delivery.event.id] : []));
    const asked = {
      stored: takeOffset(tx, slice, next),
      fresh: ids.length === 0 ? Promise.resolve(new Set<string>()) : rememberEvents(tx, ids),
      parked: parkedOfSlice(tx, slice),
      ended: ended === undefined ? NONE : askEnded(tx, ended, items),
      erased: erased === undefined ? NONE : askErased(tx, erased, items),
    };
    // The first to be awaited tells; the others fail with it.
    for (const answer of Object.values(asked)) answer.catch(() => undefined);
    return asked;
  };
}

const NONE: Promise<ReadonlySet<string>> = Promise.resolve(new Set());
