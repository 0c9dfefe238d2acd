import type { BatchContext, Unread } from './record-decoder.js';

/**
 * Named so, a header says that its record stands for a batch that nobody reads, and why, in words for an operator. The record has the
 * batch's last offset, so that what follows is read on.
 */
export const UNREAD_HEADER = 'unread';

interface Found {
  readonly isCompressed: boolean;
  readonly isReadable: boolean;
  /** One record in place of the batch, which is left behind. */
  readonly instead: (fetched: Unread) => { readonly records: readonly object[] };
}

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const CODEC_MASK = 0x7;
const TRANSACTIONAL_MASK = 0x10;
/** Each is an object, and a row where it is parked: a megabyte of the smallest are 100,000. */
const MOST_RECORDS = 50_000;

/** Where its members stand (https://kafka.apache.org/documentation/#recordbatch), in bytes from the beginning. */
const AT = { length: 8, attributes: 21, lastDelta: 23, firstTime: 27, producer: 43, records: 57, first: 61 } as const;
const LENGTH_FROM = 12;

/** The batch that comes next; null: it is cut off, which kafkajs sees, too. */
export function unreadBatch({ buffer, offset }: Unread): Found | null {
  if (buffer.length - offset < AT.first) return null;
  const end = offset + LENGTH_FROM + buffer.readInt32BE(offset + AT.length);
  if (end > buffer.length) return null;
  const attributes = buffer.readInt16BE(offset + AT.attributes);
  const codec = CODECS[attributes & CODEC_MASK] ?? 'unknown';
  const records = buffer.readInt32BE(offset + AT.records);
  const flaw = flawOf(codec, records);
  const why = `a batch of ${records} records, compressed by ${codec}: ${flaw ?? 'too large when it is uncompressed'}`;
  const because = `${why}. Rollcall writes none such: see who else may write to the topic`;
  return {
    isCompressed: codec !== 'none',
    isReadable: flaw === null,
    instead: (fetched) => {
      const record = recordOf(buffer.subarray(offset, end), because);
      fetched.offset = end;
      return { records: [record] };
    },
  };
}

function flawOf(codec: string, records: number): string | null {
  if (codec !== 'none' && codec !== 'gzip') return 'this codec is not read';
  return records > MOST_RECORDS ? `more than ${MOST_RECORDS} are not read` : null;
}

function recordOf(batch: Buffer, because: string): object {
  const first = batch.readBigInt64BE(0);
  const firstTimestamp = batch.readBigInt64BE(AT.firstTime).toString();
  const inTransaction = (batch.readInt16BE(AT.attributes) & TRANSACTIONAL_MASK) !== 0;
  const context: BatchContext = { firstOffset: String(first), firstTimestamp, magicByte: 2, isControlBatch: false };
  return {
    magicByte: 2,
    attributes: 0,
    timestamp: firstTimestamp,
    offset: String(first + BigInt(batch.readInt32BE(AT.lastDelta))),
    key: null,
    value: null,
    headers: { [UNREAD_HEADER]: because },
    isControlRecord: false,
    // By these kafkajs leaves out what a transaction has taken back.
    batchContext: { ...context, inTransaction, producerId: batch.readBigInt64BE(AT.producer).toString() },
  };
}
