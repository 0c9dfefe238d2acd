import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '#postgres';
import type { Handlers } from './delivery.js';
import { failureText, isPassing } from './failure.js';
import { decodeRecord } from './middleware/decode.js';
import { lockOffset } from './statements/lock-offset.js';
import { rememberEvents } from './statements/remember-events.js';
import { keepParked, parkedOfKey, removeParked, type ParkedRecord } from './statements/release-parked.js';
import { findParked } from './statements/list-parked.js';

export interface Released {
  /** Events whose effect was applied, the later ones of the key included. */
  readonly applied: number;
  /** Events of the key that are still parked, and why the first of them is. */
  readonly left: number;
  readonly because: string | null;
}

/**
 * Tries a parked event again, and lets what waits behind it follow, in order, until one is refused again; that one and
 * what is behind it stay. One transaction under the lock of the partition, so that no new event of the key overtakes.
 *
 * @param id of the first parked event of its key: see `parked list`
 * @throws Error when there is no such event, or when another of its key stands before it
 */
export function releaseParked(pool: Pool, handlers: Handlers, id: string): Promise<Released> {
  return inTransaction(pool, async (tx) => {
    const place = await findParked(tx, id);
    if (place === null) throw new Error(`nothing is parked under ${id}`);
    const handler = handlers.get(place.topic);
    if (handler === undefined) throw new Error(`this process has no handler for ${place.topic}`);
    await lockOffset(tx, place);
    const waiting = await parkedOfKey(tx, { ...place, id });
    const [first] = waiting;
    if (first === undefined) throw new Error(`nothing is parked under ${id} any more`);
    if (first.id !== id) throw new Error(`${id} waits behind ${first.id}: release that one`);
    let applied = 0;
    for (const parked of waiting) {
      const because = await attempt(tx, handlers, parked);
      if (because !== null) {
        await keepParked(tx, parked.id, because);
        return { applied, left: waiting.length - applied, because };
      }
      await removeParked(tx, parked.id);
      applied += 1;
    }
    return { applied, left: 0, because: null };
  });
}

/** null when the event's effect is there; else why it is not, with the savepoint rolled back. */
async function attempt(tx: Transaction, handlers: Handlers, parked: ParkedRecord): Promise<string | null> {
  if (parked.isCut) return 'its value was too large to be kept: it can only be read from Kafka again';
  const item = decodeRecord(parked, parked.record);
  if (!item.decoded.ok) return item.decoded.because;
  const { delivery } = item.decoded;
  await tx.query('savepoint parked');
  try {
    // Its id is known already, unless it could not be read when it was parked.
    const isNew = parked.eventId !== null || (await rememberEvents(tx, [delivery.event.id])).size > 0;
    const [outcome] = isNew ? ((await handlers.get(parked.topic)?.({ tx, deliveries: [delivery] })) ?? []) : [];
    if (isNew && outcome === undefined) throw new Error('the handler gave no outcome');
    if (outcome?.kind === 'poison') {
      await tx.query('rollback to savepoint parked');
      return outcome.because;
    }
    await tx.query('release savepoint parked');
    return null;
  } catch (error) {
    if (isPassing(error)) throw error;
    await tx.query('rollback to savepoint parked');
    return failureText(error);
  }
}
