import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs, { type Producer } from 'kafkajs';
import { USERS } from '#contracts';
import { openKafka } from '#kafka';
import { eventually } from '../../../test/support/eventually.js';
import { kafkaLog, type TestKafkaLog } from './kafka-source.fixture.js';
import { decodeRecord } from './middleware/decode.js';
import type { RecordSource, SourceRecord } from './source.js';

const { CompressionCodecs: CODECS, CompressionTypes: TYPES } = kafkajs;
const BOMB_BYTES = 8 * 1_048_576;
const READ_WITHIN_MS = 60_000;

let log: TestKafkaLog;
let producer: Producer;
let source: RecordSource;
const read: SourceRecord[] = [];

beforeAll(async () => {
  log = await kafkaLog();
  // As a foreign program compresses, to which our bounds are nothing.
  compresses(TYPES.GZIP, promisify(gzip));
  compresses(TYPES.ZSTD, promisify(zstdCompress));
  producer = openKafka(log.kafka.settings, 'foreign').producer();
  await producer.connect();
  source = log.source();
  source.start({
    topics: [USERS.name],
    assigned: () => undefined,
    read: (batch, control) => {
      read.push(...batch.records);
      control.resolve(batch.next);
      return Promise.resolve();
    },
  });
});
afterAll(async () => {
  await source.stop();
  await producer.disconnect();
  await log.drop();
});

function compresses(type: keyof typeof CODECS, compress: (bytes: Buffer) => Promise<Buffer>): void {
  const reading = type === TYPES.GZIP ? (CODECS[type] as () => object)() : {};
  CODECS[type] = () => ({ ...reading, compress: ({ buffer }: { readonly buffer: Buffer }) => compress(buffer) });
}

const send = (compression: kafkajs.CompressionTypes, ...values: (string | Buffer)[]) => {
  const messages = values.map((value) => ({ key: 'k', value, partition: 0 }));
  return producer.send({ topic: log.kafka.settings.topicPrefix + USERS.name, compression, messages });
};

/** What has come so far: the value, or why it is none. */
function told(): string[] {
  return read.map((record) => {
    const { decoded } = decodeRecord({ topic: USERS.name, partition: 0 }, record);
    return record.value?.toString() ?? (decoded.ok ? '' : decoded.because);
  });
}

describe('batches that a foreign program has compressed', () => {
  it('are each one record that says why it is not read, and what follows is read', async () => {
    await send(TYPES.ZSTD, 'one', 'two');
    await send(TYPES.GZIP, Buffer.alloc(BOMB_BYTES));
    await send(TYPES.GZIP, 'three', 'four');
    await send(TYPES.None, 'five');
    await eventually('all is read', () => told().includes('five'), { timeout: READ_WITHIN_MS });
    expect(told()).toEqual([
      expect.stringMatching(/^a batch of 2 records, compressed by zstd: this codec is not read\. /),
      expect.stringMatching(/^a batch of 1 records, compressed by gzip: too large when it is uncompressed\. /),
      'three',
      'four',
      'five',
    ]);
    expect(read.map(({ offset }) => offset)).toEqual([1n, 2n, 3n, 4n, 5n]);
  }, 90_000);
});
