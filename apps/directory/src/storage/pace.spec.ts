import { describe, expect, it } from '@jest/globals';
import { Pace } from './pace.js';

/** A pace of a hundred units, and a part that takes so long: how long the rest behind it was. */
function paced(): (units: number, milliseconds: number) => Promise<number> {
  let now = 0;
  const rests: number[] = [];
  const pause = (milliseconds: number) => Promise.resolve(rests.push(milliseconds));
  const pace = new Pace(100, { now: () => now, pause });
  return async (units, milliseconds) => {
    const made = await pace.part(units, () => {
      now += milliseconds;
      return Promise.resolve('made');
    });
    expect(made).toBe('made');
    return rests.at(-1) ?? Number.NaN;
  };
}

describe('a pace', () => {
  it('rests behind a part as long as that took, and no longer than a reader would notice', async () => {
    const restBehind = paced();
    expect(await restBehind(1, 7)).toBe(7);
    expect(await restBehind(1, 700)).toBe(50);
  });

  it('rests the less the more there is', async () => {
    const restBehind = paced();
    expect(await restBehind(100, 8)).toBe(8);
    expect(await restBehind(100, 8)).toBe(4);
    expect(await restBehind(200, 8)).toBe(2);
  });
});
