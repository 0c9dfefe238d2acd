import { describe, expect, it } from '@jest/globals';
import { formatOf } from './format.ts';

const NOW = new Date('2026-11-24T14:05:00Z');
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

describe('a format', () => {
  it('says how long ago in the largest unit that is full', () => {
    const { relative } = formatOf('en');
    expect([0, -59, -119, -7_200, -86_400 * 3, 86_400 * 40].map((one) => relative(at(one), NOW))).toEqual([
      'now',
      '59 seconds ago',
      '1 minute ago',
      '2 hours ago',
      '3 days ago',
      'next month',
    ]);
  });

  it('says a duration in two units at most', () => {
    const { duration } = formatOf('en');
    expect([850, 12_340, 240_000, 3_840_000].map(duration)).toEqual(['850 ms', '12.3 sec', '4 min', '1 hr 4 min']);
  });

  it('names the zone of a time in UTC', () => {
    expect(formatOf('de').utc(NOW)).toBe('24.11.2026, 14:05:00 UTC');
  });
});
