import { describe, expect, it } from '@jest/globals';
import { AT_ONCE, nextWait, type Waiting } from './next-wait.js';

const settings = { pollMs: 1_000, random: 0 };

const afterFailures = (count: number, random: number): Waiting =>
  Array.from({ length: count }).reduce<Waiting>((wait) => nextWait(wait, 'failed', { ...settings, random }), AT_ONCE);

describe('the wait between two rounds', () => {
  it('is none while there was something to publish', () => {
    expect(nextWait(afterFailures(3, 0), 'published', settings)).toEqual(AT_ONCE);
  });

  it('is the poll when nothing waited, and a ring ends it', () => {
    expect(nextWait(AT_ONCE, 'idle', settings)).toEqual({ ms: 1_000, failures: 0, untilRung: true });
  });

  it('doubles with every failure up to two seconds, and no ring ends it', () => {
    const waits = [1, 2, 3, 4, 5, 6, 50].map((count) => afterFailures(count, 0.999_999));
    expect(waits.map((wait) => wait.ms)).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
    expect(waits.some((wait) => wait.untilRung)).toBe(false);
  });

  it('spreads relays over the upper half of the back-off', () => {
    expect(afterFailures(6, 0).ms).toBe(1_000);
    expect(afterFailures(6, 0.5).ms).toBe(1_500);
  });
});
