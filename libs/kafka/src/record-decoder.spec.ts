import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { headerText } from './header-text.js';
import { ownDecoder, quickDecoder, type BatchContext, type DecodeRecord } from './record-decoder.js';

interface Decoded {
  readonly headers: Parameters<typeof headerText>[0];
}

const own = ownDecoder() ?? fail();
const quick = quickDecoder(() => fail());
const Decoder = part('decoder') as new (buffer: Buffer) => Parameters<DecodeRecord>[0];

function part(name: string): unknown {
  return createRequire(import.meta.url)(`kafkajs/src/protocol/${name}.js`);
}

function fail(): never {
  throw new Error('kafkajs has no such decoder');
}

function zigzag(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; left > 0x7fn; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(left)]);
}

function sized(value: Uint8Array | null): Buffer {
  return value === null ? zigzag(-1n) : Buffer.concat([zigzag(BigInt(value.length)), value]);
}

interface Given {
  readonly time: bigint;
  readonly offset: bigint;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly (readonly [string, Uint8Array | null])[];
}

function written({ time, offset, key, value, headers }: Given): Buffer {
  const told = headers.map(([name, text]) => Buffer.concat([sized(Buffer.from(name)), sized(text)]));
  return Buffer.concat([
    Buffer.from([0]),
    zigzag(time),
    zigzag(offset),
    sized(key),
    sized(value),
    zigzag(BigInt(headers.length)),
    ...told,
  ]);
}

const bytes = fc.option(fc.uint8Array({ maxLength: 40 }));
const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }).map((one) => Buffer.from(one)));
// Of an object a name may be anything but this one, which is no property of its own.
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((one) => one !== '__proto__');
const header = fc.tuple(fc.oneof(name, fc.constantFrom('ce_id', 'ce_type')), text);
const given: fc.Arbitrary<Given> = fc.record({
  time: fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
  offset: fc.bigInt({ min: 0n, max: 2n ** 31n - 1n }),
  key: bytes,
  value: bytes,
  headers: fc.array(header, { maxLength: 14 }),
});
const context: fc.Arbitrary<BatchContext> = fc.record({
  firstOffset: fc.bigInt({ min: 0n, max: 2n ** 52n }).map(String),
  firstTimestamp: fc.bigInt({ min: -1n, max: 2n ** 42n }).map(String),
  maxTimestamp: fc.constant('1767600000000'),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
});

describe('a record of a topic', () => {
  it('is read as kafkajs reads it, its headers as text', () => {
    fc.assert(
      fc.property(given, context, (one, batch) => {
        const told = (decode: DecodeRecord) => {
          const record = decode(new Decoder(written(one)), batch) as Decoded;
          return { ...record, headers: headerText(record.headers) };
        };
        expect(told(quick)).toEqual(told(own));
      }),
      { numRuns: 500 },
    );
  });

  it('is left to kafkajs where its numbers are no numbers of JavaScript', () => {
    const one = { time: 0n, offset: 5n, key: null, value: null, headers: [] };
    const batch = { firstOffset: String(2n ** 60n), firstTimestamp: '0' };
    const record = quickDecoder(own)(new Decoder(written(one)), batch);
    expect(record).toMatchObject({ offset: String(2n ** 60n + 5n) });
  });

  it('is read so by every client of ours', async () => {
    await import('./client.js');
    expect(part('recordBatch/record/v0/decoder')).not.toBe(own);
  });
});
