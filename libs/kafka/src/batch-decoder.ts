import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { unzip } from 'node:zlib';
import kafkajs from 'kafkajs';
import { unreadBatch } from './unread-batch.js';
import type { Unread } from './record-decoder.js';

interface Decoded {
  readonly records: readonly object[];
}

/** Reads a batch of what was fetched, and leaves it behind. */
export type DecodeBatch = (fetched: Unread) => Promise<Decoded>;
/** Reads what was fetched of a partition: its bytes, and so many of them. */
export type DecodeMessages = (fetched: Unread) => Promise<readonly object[]>;

const [MESSAGES, BATCH, DECODER] = [
  'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js',
  'kafkajs/src/protocol/recordBatch/v0/decoder.js',
  'kafkajs/src/protocol/decoder.js',
] as const;

const require = createRequire(import.meta.url);

/** What compressed batches of one fetch of a partition become, about; and each of them at most. Ours are never compressed, and half as large. */
const FETCH_BYTES = 2 * 1_048_576;
const BATCH_BYTES = 2 * 1_048_576;

/**
 * kafkajs 2.2.4 uncompresses whatever comes, a megabyte to a gigabyte, and of other codecs than gzip, or of very many records, it throws
 * what ends the reading of all partitions, again at each attempt. It asks for the module with the first fetch.
 */
export function readBatchesBounded(): void {
  const messages: unknown = require(MESSAGES);
  const batch: unknown = require(BATCH);
  const module = require.cache[require.resolve(MESSAGES)];
  if (typeof messages !== 'function' || typeof batch !== 'function' || module === undefined) return;
  // Their signatures stand in kafkajs' source alone.
  module.exports = boundedMessages(messages as DecodeMessages, batch as DecodeBatch);
  kafkajs.CompressionCodecs[GZIP] = () => {
    const fetch = current;
    return { compress: refuse, decompress: (bytes: Buffer) => uncompressed(bytes, fetch) };
  };
}

const GZIP = kafkajs.CompressionTypes.GZIP;

interface Fetch {
  bytesLeft: number;
}

/** Of what is being read: kafkajs asks for a batch's codec before it waits for anything. */
let current: Fetch = { bytesLeft: 0 };

const uncompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(unzip);

async function uncompressed(bytes: Buffer, fetch: Fetch): Promise<Buffer> {
  const read = await uncompress(bytes, { maxOutputLength: BATCH_BYTES });
  fetch.bytesLeft -= read.length;
  return read;
}

function refuse(): never {
  throw new Error('events are published uncompressed: so their size was checked before the commit');
}

const SIZE_BYTES = 4;
/** Of a batch up to its attributes; and where its version stands, which tells it from the messages of old. */
const BATCH_OVERHEAD = 49;
const MAGIC_AT = 16;
const MAGIC = 2;

/** As kafkajs', but a batch that is not to be read is one record that says so, and after much that was compressed the rest is fetched again. */
export function boundedMessages(own: DecodeMessages, decodeBatch: DecodeBatch): DecodeMessages {
  return async (fetched) => {
    const batches = batchesIn(fetched);
    if (batches === null) return own(fetched);
    const fetch: Fetch = { bytesLeft: FETCH_BYTES };
    const messages: object[] = [];
    while (batches.buffer.length - batches.offset >= BATCH_OVERHEAD && fetch.bytesLeft > 0) {
      const decoded = await batchOf(batches, fetch, decodeBatch);
      if (decoded === null) break;
      for (const record of decoded.records) messages.push(record);
    }
    return messages;
  };
}

/** null: there are none of the present version, and kafkajs may see to it. */
function batchesIn(fetched: Unread): Unread | null {
  const { buffer, offset } = fetched;
  const begin = offset + SIZE_BYTES;
  const end = begin + buffer.readInt32BE(offset);
  if (end <= begin + MAGIC_AT || end > buffer.length || buffer[begin + MAGIC_AT] !== MAGIC) return null;
  fetched.offset = end;
  return new Decoder(buffer.subarray(begin, end));
}

// A class of kafkajs' own, with the methods that its readers call.
const Decoder = require(DECODER) as new (buffer: Buffer) => Unread;

/** null: the end of it was cut off. */
async function batchOf(batches: Unread, fetch: Fetch, decode: DecodeBatch): Promise<Decoded | null> {
  const begin = batches.offset;
  const unread = unreadBatch(batches);
  if (unread?.isReadable === false) return unread.instead(batches);
  try {
    current = fetch;
    return await decode(batches);
  } catch (error) {
    if (error instanceof Error && error.name === 'KafkaJSPartialMessageError') return null;
    if (unread?.isCompressed !== true) throw error;
    batches.offset = begin;
    return unread.instead(batches);
  }
}
