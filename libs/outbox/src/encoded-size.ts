import { encodeEvent, EVENTS, MAX_MESSAGE_BYTES, type EncodedEvent, type RollcallEvent } from '#contracts';

/**
 * Upper bound, in bytes, of a Kafka record batch that holds only this event, uncompressed: what the broker compares
 * with `max.message.bytes`. Kafka protocol, "Record batch" (61 bytes) and "Record" (varints of at most 5 and 10 bytes).
 */
export function encodedSize(event: RollcallEvent): number {
  return encoded(event).bytes;
}

interface Sized extends EncodedEvent {
  /** As {@link encodedSize}. */
  readonly bytes: number;
}

const encodings = new WeakMap<RollcallEvent, Sized>();

/** The event's record, and its size: made once, whoever measures or appends it. */
function encoded(event: RollcallEvent): Sized {
  const known = encodings.get(event);
  if (known !== undefined) return known;
  const bare = encodeEvent(event);
  const record = { ...bare, bytes: recordSize(bare) };
  encodings.set(event, record);
  if (record.bytes > LARGE_EVENT_BYTES) large.set(event, record.bytes);
  return record;
}

/** A write of up to as much costs what a request costs: nearly all are a quarter of it. */
export const LARGE_EVENT_BYTES = 8_192;

const large = new WeakMap<RollcallEvent, number>();

/** The size of an event that was measured and is large; 0 of all others. It outlives the event's text. */
export function largeEventBytes(event: RollcallEvent): number {
  return large.get(event) ?? 0;
}

/** The same for whoever stores it. Forgotten with that: an event is told of until its request is answered, and its text may be 400 kB. */
export function encodedForStoring(event: RollcallEvent): Sized {
  const record = encoded(event);
  encodings.delete(event);
  return record;
}

/** False when the event would not fit its topic: then the write is refused with 413 before the commit. */
export function fitsTopic(event: RollcallEvent): boolean {
  const limit = Number(EVENTS[event.type].topic.config['max.message.bytes'] ?? MAX_MESSAGE_BYTES);
  return encodedSize(event) <= limit;
}

/** As {@link encodedSize}, for an event that is encoded already. */
function recordSize({ key, headers, value }: EncodedEvent): number {
  let size = BATCH_OVERHEAD + RECORD_OVERHEAD + Buffer.byteLength(key) + Buffer.byteLength(value);
  for (const [name, text] of Object.entries(headers)) {
    size += HEADER_OVERHEAD + Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  return size;
}

const BATCH_OVERHEAD = 61;
// length 5, attributes 1, timestamp delta 10, offset delta 5, key length 5, value length 5, count of headers 5.
const RECORD_OVERHEAD = 36;
// Two lengths of at most 5 bytes.
const HEADER_OVERHEAD = 10;
