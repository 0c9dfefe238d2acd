import { describe, expect, it } from '@jest/globals';
import { daysDue, nearestOf } from './ends.js';

const now = new Date('2026-12-01T12:00:00Z');

describe('an end', () => {
  it.each([
    [61, []],
    [60, [60]],
    [30, [60, 30]],
    [7.1, [60, 30]],
    [1.5, [60, 30, 7]],
    [1, [60, 30, 7, 1]],
    [0, [60, 30, 7, 1, 0]],
    [-3, [60, 30, 7, 1, 0]],
  ])('in %d days is due to be told for those that it has no more left of', (left, due) => {
    expect(daysDue(new Date(now.getTime() + left * 86_400_000), now)).toEqual(due);
  });

  it.each([
    ['the nearest of several', [60, 30, 7], [60, 30, 7], 7],
    ['what nobody has told of', [60, 30, 7], [7], 7],
    ['nothing that was told', [60, 30], [], null],
    ['none that was passed over', [60, 30, 7], [60], null],
    ['nothing when nothing is due', [], [], null],
  ])('is told by %s', (_what, due, taken, told) => {
    expect(nearestOf(due, taken)).toBe(told);
  });
});
