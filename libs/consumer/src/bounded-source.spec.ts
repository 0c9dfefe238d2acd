import { describe, expect, it } from '@jest/globals';
import { boundedSource } from './bounded-source.js';
import type { PartitionBatch, Reader, RecordSource } from './source.js';

const PLACE = { topic: 'users', partition: 0 };

/** A source hands one batch over, which is read or left alone: what became of it. */
async function reading(fetchedFrom: bigint, next: bigint, end: bigint, isRead = true) {
  const seen: { batch?: PartitionBatch; isPaused?: boolean } = {};
  let read: Reader['read'] | undefined;
  const source: RecordSource = {
    start: (reader) => void (read = (batch, control) => reader.read(batch, control)),
    stop: () => Promise.resolve(),
    seek: () => undefined,
    pause: () => void (seen.isPaused = true),
    clusterId: () => Promise.resolve(''),
    watermarks: () => Promise.resolve({ low: 0n, high: next }),
    highWatermarks: () => Promise.resolve(new Map()),
    problem: () => null,
  };
  boundedSource(source, new Map([['users[0]', end]])).start({
    topics: ['users'],
    assigned: () => undefined,
    read(batch, control) {
      seen.batch = batch;
      if (isRead) control.resolve(batch.next);
      return Promise.resolve();
    },
  });
  const records = Array.from({ length: Number(next - fetchedFrom) }, (_, n) => {
    return { offset: fetchedFrom + BigInt(n), key: '', headers: {}, value: null };
  });
  const control = { isActive: () => true, heartbeat: () => Promise.resolve(), resolve: () => undefined };
  await read?.({ ...PLACE, fetchedFrom, next, highWatermark: next, records }, control);
  return { next: seen.batch?.next, records: seen.batch?.records.length, isPaused: seen.isPaused === true };
}

describe('a bounded source', () => {
  it('hands over what lies before the end', async () => {
    expect(await reading(0n, 5n, 10n)).toEqual({ next: 5n, records: 5, isPaused: false });
  });

  it('cuts the batch that crosses the end, and reads no more', async () => {
    expect(await reading(3n, 8n, 5n)).toEqual({ next: 5n, records: 2, isPaused: true });
  });

  it('reads on when the batch was left alone', async () => {
    expect(await reading(3n, 8n, 5n, false)).toEqual({ next: 5n, records: 2, isPaused: false });
  });

  it('hands nothing over from beyond the end', async () => {
    expect(await reading(5n, 8n, 5n)).toEqual({ next: undefined, records: undefined, isPaused: true });
  });
});
