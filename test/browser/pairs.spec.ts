import { describe, expect, it } from '@jest/globals';
import { pairwise, product } from './pairs.js';

describe('rows by pairs', () => {
  it('have each pair of values, and far fewer rows than the product', () => {
    const factors = {
      state: [1, 2, 3, 4, 5, 6],
      theme: ['light', 'dark'],
      width: [1280, 320],
      locale: ['a', 'b', 'c'],
    };
    const rows = pairwise(factors);
    for (const [one, other] of [
      ['state', 'theme'],
      ['state', 'locale'],
      ['theme', 'width'],
      ['width', 'locale'],
    ] as const) {
      const seen = new Set(rows.map((row) => `${row[one]} ${row[other]}`));
      expect(seen.size).toBe(factors[one].length * factors[other].length);
    }
    expect(rows.length).toBeLessThan(25);
  });
});

describe('the product', () => {
  it('has each row once', () => {
    const rows = product({ state: [1, 2, 3], theme: ['light', 'dark'], width: [1280, 320] });
    expect(new Set(rows.map(({ state, theme, width }) => `${state} ${theme} ${width}`)).size).toBe(12);
    expect(rows).toHaveLength(12);
  });
});
