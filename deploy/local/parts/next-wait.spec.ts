import { describe, expect, it } from '@jest/globals';
import { FIRST_WAIT_MS, LONGEST_WAIT_MS, nextWait, STEADY_AFTER_MS } from './next-wait.js';

describe('the wait before a process is started again', () => {
  it('is short the first time', () => {
    expect(nextWait(null, 0)).toBe(FIRST_WAIT_MS);
  });

  it('doubles while the process keeps exiting early, up to the longest', () => {
    const waits: number[] = [];
    for (let wait = nextWait(null, 5); waits.length < 8; wait = nextWait(wait, 5)) waits.push(wait);
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, LONGEST_WAIT_MS, LONGEST_WAIT_MS]);
  });

  it('is short again after a run that was steady', () => {
    expect(nextWait(LONGEST_WAIT_MS, STEADY_AFTER_MS)).toBe(FIRST_WAIT_MS);
    expect(nextWait(4_000, STEADY_AFTER_MS - 1)).toBe(8_000);
  });
});
