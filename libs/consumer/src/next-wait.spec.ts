import { describe, expect, it } from '@jest/globals';
import { nextWait } from './next-wait.js';

describe('the wait after a failure', () => {
  it.each([
    [1, 0, 50],
    [1, 0.999, 100],
    [2, 0, 100],
    [5, 0, 800],
    [8, 0, 5_000],
    [1_000, 0.999, 9_995],
  ])('after %d failures and chance %d is %d ms', (failures, chance, expected) => {
    expect(nextWait(failures, chance)).toBe(expected);
  });
});
