import { gzipSync } from 'node:zlib';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import type { Unread } from './record-decoder.js';
import { UNREAD_HEADER } from './unread-batch.js';
import './client.js';

type Decode = (fetched: Unread) => Promise<readonly { readonly offset: string; readonly value: Buffer | null }[]>;

const require = createRequire(import.meta.url);
// As every client of ours finds them.
const decode = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as Decode;
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => Unread;

const [NONE, GZIP] = [0, 1];
const MEBIBYTE = 1_048_576;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value * 2;
  for (; left > 0x7f; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  return Buffer.from([...bytes, left]);
}

function recordOf(delta: number, value: Buffer): Buffer {
  const body = Buffer.concat([
    Buffer.from([0, 0]),
    varint(delta),
    Buffer.from([1]),
    varint(value.length),
    value,
    Buffer.from([0]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

interface Given {
  readonly first: number;
  readonly values: readonly Buffer[];
  readonly codec?: number;
}

function batchOf({ first, values, codec = NONE }: Given): Buffer {
  const written = Buffer.concat(values.map((value, at) => recordOf(at, value)));
  const records = codec === GZIP ? gzipSync(written) : written;
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(BigInt(first), 0);
  head.writeInt32BE(head.length - 12 + records.length, 8);
  head[16] = 2;
  head.writeInt16BE(codec, 21);
  head.writeInt32BE(values.length - 1, 23);
  head.writeInt32BE(values.length, 57);
  return Buffer.concat([head, records]);
}

function fetchedOf(...batches: readonly Buffer[]): Unread {
  const all = Buffer.concat(batches);
  const size = Buffer.alloc(4);
  size.writeInt32BE(all.length);
  return new Decoder(Buffer.concat([size, all, Buffer.from('behind')]));
}

const one = Buffer.from('one');

describe('what is fetched of a partition', () => {
  it('is read, compressed or not, up to a batch that is cut off', async () => {
    const cut = batchOf({ first: 3, values: [one] }).subarray(0, 64);
    const fetched = fetchedOf(
      batchOf({ first: 0, values: [one, one], codec: GZIP }),
      batchOf({ first: 2, values: [one] }),
      cut,
    );
    expect((await decode(fetched)).map(({ offset }) => offset)).toEqual(['0', '1', '2']);
    expect(fetched.buffer.toString('latin1', fetched.offset)).toBe('behind');
  });

  it('is no more than so much at once, however small it came', async () => {
    const large = Buffer.alloc(MEBIBYTE);
    const batches = Array.from({ length: 100 }, (_, first) => batchOf({ first, values: [large], codec: GZIP }));
    // The rest is fetched again, from behind the last one.
    expect((await decode(fetchedOf(...batches))).map(({ offset }) => offset)).toEqual(['0', '1']);
  });

  it.each([
    ['becomes too much', { codec: GZIP, values: [Buffer.alloc(3 * MEBIBYTE)] }, '0'],
    ['has a codec that nobody reads', { codec: 3, values: [one, one] }, '1'],
    ['has too many records', { codec: NONE, values: new Array<Buffer>(50_001).fill(Buffer.alloc(0)) }, '50000'],
  ])('has one record in place of a batch that %s', async (_, given, last) => {
    const [unread, next] = await decode(
      fetchedOf(batchOf({ first: 0, ...given }), batchOf({ first: 60_000, values: [one] })),
    );
    expect(unread).toMatchObject({ offset: last, value: null, headers: { [UNREAD_HEADER]: expect.any(String) } });
    expect(next).toMatchObject({ offset: '60000', value: one });
  });
});
