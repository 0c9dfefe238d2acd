import { describe, expect, it } from '@jest/globals';
import { formatOf } from './format.ts';

const NOW = new Date('2026-11-24T14:05:00Z');
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

describe('a format', () => {
  it('says how long ago in the largest unit that is full', () => {
    const { relative } = formatOf('en');
    expect([0, -59, -119, -7_200, -86_400, -86_400 * 3].map((one) => relative(at(one), NOW))).toEqual([
      'now',
      '59 seconds ago',
      '1 minute ago',
      '2 hours ago',
      '1 day ago',
      '3 days ago',
    ]);
  });

  it('says in how long, in days up to two months, and takes what is nearly full for full', () => {
    const { relative } = formatOf('en');
    const less = 90;
    const lengths = [5_400, 8 * 3_600, 6 * 86_400, 40 * 86_400, 365 * 86_400, 3 * 365 * 86_400];
    expect(lengths.map((one) => relative(at(one - less), NOW))).toEqual([
      'in 1 hour',
      'in 8 hours',
      'in 6 days',
      'in 40 days',
      'in 12 months',
      'in 3 years',
    ]);
  });

  it('says the time of a day and how far something is behind as an operator reads them', () => {
    const { clockInUtc, lag } = formatOf('en');
    expect([clockInUtc(NOW), lag(0), lag(240), lag(61_000)]).toEqual(['14:05:00', '0 s', '0.2 s', '1 min']);
  });

  it('says a duration in two units at most', () => {
    const { duration } = formatOf('en');
    expect([850, 12_340, 240_000, 3_840_000].map(duration)).toEqual(['850 ms', '12.3 sec', '4 min', '1 hr 4 min']);
  });

  it('names the zone of a time in UTC', () => {
    expect(formatOf('de').utc(NOW)).toBe('24.11.2026, 14:05:00 UTC');
  });
});
