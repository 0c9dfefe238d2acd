import { describe, expect, it } from '@jest/globals';
import { accessPeriods } from './access-periods.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 5, 9, 0, second));
const line = (from: number, to: number | null) => ({ from: at(from), to: to === null ? null : at(to) });
const periods = (lines: readonly (readonly [number, number | null])[], from: number, to: number) =>
  accessPeriods(
    lines.map(([begin, end]) => line(begin, end)),
    { from: at(from), to: at(to) },
  ).map(({ since, until }) => [since.getUTCSeconds(), until?.getUTCSeconds() ?? null]);

describe('when somebody had access', () => {
  it.each([
    [
      'is one time over several managers',
      [
        [1, 3],
        [3, 7],
        [7, null],
      ],
      4,
      5,
      [[1, null]],
    ],
    [
      'has breaks',
      [
        [1, 3],
        [5, 7],
      ],
      0,
      9,
      [
        [1, 3],
        [5, 7],
      ],
    ],
    ['begins before, and ends behind, the time that is asked for', [[1, 9]], 4, 5, [[1, 9]]],
    ['is told of the very moment in which it begins', [[5, 9]], 4, 5, [[5, 9]]],
    ['is not told of the moment in which it ended', [[1, 4]], 4, 5, []],
    ['is not told of what came later', [[6, null]], 4, 5, []],
    ['is nothing of whom there are no lines', [], 4, 5, []],
  ] as const)('%s', (...[, lines, from, to, expected]) => {
    expect(periods(lines, from, to)).toEqual(expected);
  });
});
