import { describe, expect, it } from '@jest/globals';
import { Turns } from '#turns';
import { cut, partAtNewer } from './cut.js';
import type { PartitionBatch } from './source.js';

const batch = (sizes: readonly number[], place: Partial<PartitionBatch> = {}): PartitionBatch => ({
  topic: 't',
  partition: 0,
  fetchedFrom: 10n,
  next: 10n + BigInt(sizes.length),
  highWatermark: 100n,
  records: sizes.map((size, index) => ({
    offset: 10n + BigInt(index),
    key: 'k',
    headers: {},
    value: Buffer.alloc(size),
  })),
  ...place,
});
const shape = (of: PartitionBatch, limits: { rows: number; bytes: number }) =>
  [...cut(of, limits)].map(({ from, next, records }) => [Number(from), Number(next), records.length]);

describe('cutting a fetched batch', () => {
  it('leaves a small one whole', () => {
    expect(shape(batch([1, 1]), { rows: 5, bytes: 10 })).toEqual([[10, 12, 2]]);
  });
  it('cuts at the number of rows', () => {
    expect(shape(batch([1, 1, 1]), { rows: 2, bytes: 10 })).toEqual([
      [10, 12, 2],
      [12, 13, 1],
    ]);
  });
  it('cuts at the number of bytes, and lets a record through that is larger alone', () => {
    expect(shape(batch([4, 50, 4]), { rows: 9, bytes: 10 })).toEqual([
      [10, 11, 1],
      [11, 12, 1],
      [12, 13, 1],
    ]);
  });
  it('begins where the fetch began and ends where the batch ends, holes included', () => {
    expect(shape(batch([1], { fetchedFrom: 7n, next: 14n }), { rows: 9, bytes: 10 })).toEqual([[7, 14, 1]]);
  });
  it('makes a hole one empty cut', () => {
    expect(shape(batch([], { next: 12n }), { rows: 9, bytes: 10 })).toEqual([[10, 12, 0]]);
  });
});

describe('cutting at records of a later version', () => {
  const parts = async (of: PartitionBatch, ...newer: readonly number[]) => {
    const records = of.records.map((record, index) =>
      newer.includes(index) ? { ...record, headers: { ce_type: 'rollcall.FromTomorrow' } } : record,
    );
    const cuts = partAtNewer(of, cut({ ...of, records }, { rows: 9, bytes: 100 }));
    const parted: number[][] = [];
    for await (const { from, next, items } of cuts) parted.push([Number(from), Number(next), items.length]);
    return parted;
  };

  it('leaves a batch whole that has none, and a hole a hole', async () => {
    expect(await parts(batch([1, 1]))).toEqual([[10, 12, 2]]);
    expect(await parts(batch([], { next: 12n }))).toEqual([[10, 12, 0]]);
  });
  it('parts each from what is before and after it', async () => {
    expect(await parts(batch([1, 1, 1, 1, 1]), 2, 3)).toEqual([
      [10, 12, 2],
      [12, 13, 1],
      [13, 14, 1],
      [14, 15, 1],
    ]);
  });
  it('covers every offset, holes at both ends included', async () => {
    expect(await parts(batch([1], { fetchedFrom: 7n, next: 14n }), 0)).toEqual([
      [7, 11, 1],
      [11, 14, 0],
    ]);
  });
});

describe('decoding', () => {
  it('decodes a slice when the one before it has been taken', async () => {
    let decoded = 0;
    const counting = (): boolean => {
      decoded += 1;
      return false;
    };
    const of = batch([1, 1, 1, 1, 1]);
    const parted = partAtNewer(of, cut(of, { rows: 2, bytes: 100 }), {
      isOver: counting,
      next: () => Promise.resolve(),
      hold: (stretch) => stretch(),
    });
    await parted.next();
    expect(decoded).toBe(2);
    await parted.next();
    expect(decoded).toBe(4);
  });

  it('gives its turn back between two records when its time is over', async () => {
    let rounds = 0;
    let now = 0;
    const after: (() => void)[] = [];
    const clock = { now: () => (now += 5), afterLoop: (run: () => void) => void after.push(run) };
    const parted = partAtNewer(
      batch([]),
      cut(batch([1, 1, 1, 1, 1, 1]), { rows: 9, bytes: 100 }),
      new Turns(clock).begin(),
    ).next();
    for (let tries = 0; tries < 100; tries += 1) {
      await Promise.resolve();
      const run = after.shift();
      if (run === undefined) continue;
      rounds += 1;
      run();
    }
    expect((await parted).value?.items).toHaveLength(6);
    expect(rounds).toBeGreaterThan(1);
  });
});
