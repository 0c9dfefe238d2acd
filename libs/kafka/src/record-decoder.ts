import { isAscii } from 'node:buffer';
import { createRequire } from 'node:module';

/** A part of a fetched message, and how far it was read (kafkajs 2.2.4, src/protocol/decoder.js). */
export interface Unread {
  readonly buffer: Buffer;
  offset: number;
}

/** Of the batch, what its records' numbers are counted from. */
export interface BatchContext {
  readonly firstOffset?: string;
  readonly firstTimestamp?: string;
  readonly maxTimestamp?: string;
  readonly timestampType?: number;
  readonly magicByte?: number;
  readonly isControlBatch?: boolean;
}

export type DecodeRecord = (unread: Unread, context?: BatchContext) => object;

const DECODER = 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';
const LOG_APPEND_TIME = 1;

/**
 * kafkajs 2.2.4 copies a record's headers for each header that it adds, with a buffer and a text of each, and counts in objects of
 * big integers. It asks for this module with the first fetch; whoever asks first finds what stands here then.
 */
export function readRecordsAtOnce(): void {
  const require = createRequire(import.meta.url);
  const own = ownDecoder();
  const module = require.cache[require.resolve(DECODER)];
  if (own !== null && module !== undefined) module.exports = quickDecoder(own);
}

/** kafkajs' own; null: it is something else by now. */
export function ownDecoder(): DecodeRecord | null {
  const own: unknown = createRequire(import.meta.url)(DECODER);
  // Its signature stands in kafkajs' source alone.
  return typeof own === 'function' ? (own as DecodeRecord) : null;
}

/** @param own reads what counts further than numbers are whole */
export function quickDecoder(own: DecodeRecord): DecodeRecord {
  return (unread, context = {}) => {
    const begin = unread.offset;
    const record = quickly(unread, context);
    if (record !== null) return record;
    unread.offset = begin;
    return own(unread, context);
  };
}

function quickly(unread: Unread, context: BatchContext): object | null {
  const { firstOffset = '0', firstTimestamp = '0', timestampType, maxTimestamp, magicByte } = context;
  const attributes = unread.buffer.readInt8(unread.offset++);
  const time = Number(firstTimestamp) + readVarint(unread);
  const offset = Number(firstOffset) + readVarint(unread);
  if (!Number.isSafeInteger(time) || !Number.isSafeInteger(offset)) return null;
  const key = readBytes(unread);
  const value = readBytes(unread);
  const isAppended = timestampType === LOG_APPEND_TIME && maxTimestamp !== undefined && maxTimestamp !== '';
  return {
    magicByte,
    attributes,
    timestamp: isAppended ? maxTimestamp : String(time),
    offset: String(offset),
    key,
    value,
    headers: readHeaders(unread),
    isControlRecord: context.isControlBatch ?? false,
    batchContext: context,
  };
}

type Headers = Record<string, string | null | (string | null)[]>;

/** As texts, cut out of one: they are ASCII mostly. */
function readHeaders(unread: Unread): Headers {
  const headers: Headers = {};
  const { buffer } = unread;
  const textOf = textsOf(buffer, unread.offset);
  for (let left = readVarint(unread); left > 0; left -= 1) {
    const name = textOf(unread, readVarint(unread)) ?? 'null';
    const value = textOf(unread, readVarint(unread));
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

function textsOf(buffer: Buffer, begin: number): (unread: Unread, bytes: number) => string | null {
  const isPlain = isAscii(buffer.subarray(begin));
  const all = isPlain ? buffer.toString('latin1', begin) : '';
  return (unread, bytes) => {
    if (bytes === -1) return null;
    const from = unread.offset;
    unread.offset = from + bytes;
    return isPlain ? all.slice(from - begin, from - begin + bytes) : buffer.toString('utf8', from, from + bytes);
  };
}

function readBytes(unread: Unread): Buffer | null {
  const bytes = readVarint(unread);
  if (bytes === -1) return null;
  return unread.buffer.subarray(unread.offset, (unread.offset += bytes));
}

/** Zigzag, as the protocol has it; of more than 53 bits not exact, which the caller sees. */
function readVarint(unread: Unread): number {
  const { buffer } = unread;
  let result = 0;
  let scale = 1;
  for (;;) {
    const byte = buffer[unread.offset++] ?? 0;
    result += (byte & 0x7f) * scale;
    if (byte < 0x80) return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
    scale *= 0x80;
  }
}
