import { describe, expect, it } from '@jest/globals';
import { Sightings } from './sightings.js';

const MINUTE = 60_000;

describe('the ends of a log that were seen', () => {
  it('tell up to when all is applied: until the end that is passed was seen last', () => {
    const seen = new Sightings();
    seen.add({ at: 1_000, high: 5n });
    seen.add({ at: 2_000, high: 5n });
    seen.add({ at: 3_000, high: 9n });
    expect(seen.pass(4n)).toEqual({ upTo: null, since: 1_000 });
    expect(seen.pass(6n)).toEqual({ upTo: 2_000, since: 3_000 });
    expect(seen.pass(9n)).toEqual({ upTo: 3_000, since: null });
    seen.add({ at: 4_000, high: 12n });
    expect(seen.pass(9n)).toEqual({ upTo: 3_000, since: 4_000 });
  });

  it('are few, however long something waits, and tell of each part of that time', () => {
    const seen = new Sightings();
    const [hours, apart] = [10, 20];
    for (let minute = 0; minute < hours * 60; minute += 1) seen.add({ at: minute * MINUTE, high: BigInt(minute + 1) });
    for (const minute of [60, 200, 400, 590]) {
      const { upTo, since } = seen.pass(BigInt(minute + 1));
      expect(minute - (upTo ?? 0) / MINUTE).toBeGreaterThanOrEqual(0);
      expect(minute - (upTo ?? 0) / MINUTE).toBeLessThanOrEqual(apart);
      expect((since ?? Infinity) / MINUTE - minute).toBeLessThanOrEqual(apart);
    }
  });
});
