import { describe, expect, it } from '@jest/globals';
import { bucketsOf, histogramBody, MOST_BUCKETS } from './histogram.js';

const NOW = Date.parse('2026-11-24T12:34:56.000Z');

describe('the times of a histogram', () => {
  it('are the hours of the last day unless told', () => {
    expect(bucketsOf({ bucket: 'hour' }, NOW)).toEqual({ from: '2026-11-23T12:00:00.000Z', seconds: 3_600, count: 25 });
  });

  it.each([
    [
      'minute',
      { from: '2026-11-24T12:00:00Z', to: '2026-11-24T12:02:00Z' },
      { from: '2026-11-24T12:00:00.000Z', count: 2 },
    ],
    [
      'day',
      { from: '2026-11-20T23:00:00+02:00', to: '2026-11-24T00:00:01Z' },
      { from: '2026-11-20T00:00:00.000Z', count: 5 },
    ],
    // The 22nd is a Sunday.
    [
      'week',
      { from: '2026-11-22T10:00:00Z', to: '2026-11-24T10:00:00Z' },
      { from: '2026-11-16T00:00:00.000Z', count: 2 },
    ],
    [
      'hour',
      { from: '2026-11-24T12:00:00Z', to: '2026-11-24T12:00:00Z' },
      { from: '2026-11-24T12:00:00.000Z', count: 1 },
    ],
    [
      'week',
      { from: '1970-01-01T00:00:00Z', to: '1970-01-02T00:00:00Z' },
      { from: '1969-12-29T00:00:00.000Z', count: 1 },
    ],
  ] as const)('of a %s in %j are %j', (bucket, span, buckets) => {
    expect(bucketsOf({ bucket, ...span }, NOW)).toMatchObject(buckets);
  });

  it('are at most so many, and in order', () => {
    const from = new Date(Date.parse('2026-11-24T12:00:00.000Z') - (MOST_BUCKETS - 1) * 3_600_000).toISOString();
    expect(bucketsOf({ bucket: 'hour', from }, NOW).count).toBe(MOST_BUCKETS);
    expect(() => bucketsOf({ bucket: 'minute', from }, NOW)).toThrow(/longer bucket/);
    const [early, late] = ['2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z'];
    expect(() => bucketsOf({ bucket: 'hour', from: late, to: early }, NOW)).toThrow(/exchange/);
  });
});

describe('a histogram', () => {
  it('says where it stopped counting', () => {
    const row = (entries: number, refused: number) => ({ from: new Date(NOW), to: new Date(NOW), entries, refused });
    const { items } = histogramBody({ rows: [row(5, 2), row(10, 10), row(11, 3), row(11, 11)], most: 10 });
    expect(items.map(({ accepted, refused, isExact }) => [accepted, refused, isExact])).toEqual([
      [3, 2, true],
      [0, 10, true],
      [7, 3, false],
      [0, 10, false],
    ]);
  });
});
