import { encodeEvent, EVENTS, MAX_MESSAGE_BYTES, type EncodedEvent, type RollcallEvent } from '#contracts';

/**
 * Upper bound, in bytes, of a Kafka record batch that holds only this event, uncompressed: what the broker compares
 * with `max.message.bytes`. Kafka protocol, "Record batch" (61 bytes) and "Record" (varints of at most 5 and 10 bytes).
 */
export function encodedSize(event: RollcallEvent): number {
  return encoded(event).bytes;
}

interface Sized extends Omit<EncodedEvent, 'headers'> {
  /** As JSON. */
  readonly headers: string;
  /** As {@link encodedSize}. */
  readonly bytes: number;
}

const encodings = new WeakMap<RollcallEvent, Sized>();

/** The event's record, and its size: made once, whoever measures or appends it. */
function encoded(event: RollcallEvent): Sized {
  const known = encodings.get(event);
  if (known !== undefined) return known;
  const { topic, key, headers: named, value } = encodeEvent(event);
  const headers = JSON.stringify(named);
  const record = { topic, key, headers, value, bytes: recordSize({ key, headers, value }, Object.keys(named).length) };
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

/** As {@link encodedSize}, for an event that is encoded already; with JSON's marks its headers are no shorter than they are. */
function recordSize({ key, headers, value }: Pick<Sized, 'key' | 'headers' | 'value'>, count: number): number {
  const texts = Buffer.byteLength(key) + Buffer.byteLength(value) + Buffer.byteLength(headers);
  return BATCH_OVERHEAD + RECORD_OVERHEAD + texts + count * HEADER_OVERHEAD;
}

const BATCH_OVERHEAD = 61;
// length 5, attributes 1, timestamp delta 10, offset delta 5, key length 5, value length 5, count of headers 5.
const RECORD_OVERHEAD = 36;
// Two lengths of at most 5 bytes, less the six marks that JSON has around and behind each name and text.
const HEADER_OVERHEAD = 4;
