import type { Transaction } from '#postgres';
import type { Handlers, Needs } from './delivery.js';
import { failureText, isPassing } from './failure.js';
import { decodeRecord } from './middleware/decode.js';
import { askEnded } from './middleware/pass-ended.js';
import { askErased } from './middleware/pass-erased.js';
import { removeParked, type ParkedRecord } from './statements/release-parked.js';
import { rememberEvents } from './statements/remember-events.js';
import { supersedeParked } from './statements/supersede-parked.js';

/** null when the event's effect is there and its row gone; else why it is not, with nothing changed. */
export async function applyParked(tx: Transaction, handlers: Handlers, parked: ParkedRecord): Promise<string | null> {
  await tx.query('savepoint parked');
  try {
    const because = await handle(tx, handlers, parked);
    if (because !== null) {
      await tx.query('rollback to savepoint parked');
      return because;
    }
    await removeParked(tx, parked.id);
    // A late one overtakes nothing: what is before it was superseded when it was.
    if (parked.kind !== 'superseded') {
      // A gap came early: all that is parked of its key by the time of its turn is before it.
      const before = parked.kind === 'gap' ? null : parked.id;
      await supersedeParked(tx, { topic: parked.topic, keys: [parked.record.key], before });
    }
    await tx.query('release savepoint parked');
    return null;
  } catch (error) {
    if (isPassing(error)) throw error;
    await tx.query('rollback to savepoint parked');
    return failureText(error);
  }
}

async function handle(tx: Transaction, handlers: Handlers, parked: ParkedRecord): Promise<string | null> {
  const item = decodeRecord(parked, parked.record);
  const { ended, erased } = handlers.get(parked.topic) ?? {};
  // The row goes with all others of the tenant; it is not for who applies it to remove.
  if (ended !== undefined && (await askEnded(tx, ended, [item])).size > 0) return 'its tenant has ended';
  if (erased !== undefined && (await askErased(tx, erased, [item])).size > 0) return 'what it is about was erased';
  if (parked.isCut) return 'its value was too large to be kept: it can only be read from Kafka again';
  const { decoded } = item;
  if (!decoded.ok) return decoded.because;
  const { delivery } = decoded;
  // Its id is known already, unless it could not be read when it was parked.
  const isNew = parked.eventId !== null || (await rememberEvents(tx, [delivery.event.id])).size > 0;
  if (!isNew) return null;
  const handler = handlers.get(parked.topic);
  if (handler === undefined) throw new Error(`this process has no handler for ${parked.topic}`);
  const [outcome] = await handler.apply({ tx, deliveries: [delivery], isLate: parked.kind === 'superseded' });
  if (outcome === undefined) throw new Error('the handler gave no outcome');
  return outcome.kind === 'poison' ? outcome.because : null;
}

/** What a parked record needs of those before it; one that cannot be decoded needs them all, for all that is known. */
export function needsOf(handlers: Handlers, parked: ParkedRecord): Needs {
  const { decoded } = decodeRecord(parked, parked.record);
  if (!decoded.ok) return 'all-before';
  return handlers.get(parked.topic)?.needs(decoded.delivery.event.type) ?? 'all-before';
}
