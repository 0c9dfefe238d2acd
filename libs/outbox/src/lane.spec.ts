import { describe, expect, it } from '@jest/globals';
import { laneOf, LANES } from './lane.js';

describe('the lane of a key', () => {
  // Rows that wait were given their lane by an older process: the hash may never change.
  it.each([
    ['', 5],
    ['a', 12],
    ['0190a1b2-0000-7000-8000-00000000000a/0190a1b2-0000-7000-8000-000000000001', 10],
  ])('of %p is %i for ever', (key, lane) => {
    expect(laneOf(key)).toBe(lane);
  });

  it('spreads keys evenly', () => {
    const counts = new Array<number>(LANES).fill(0);
    for (let n = 0; n < 16_000; n += 1)
      counts[laneOf(`tenant/user-${n}`)] = (counts[laneOf(`tenant/user-${n}`)] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});
