import { describe, expect, it } from '@jest/globals';
import { CHECKS } from './checks.js';

describe('the checks', () => {
  it('have ids of their own, in words and dots', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z\d]+(?:[.-][A-Za-z\d]+)*$/.test(id))).toEqual([]);
  });

  it('name their source and what they expect', () => {
    expect(CHECKS.filter(({ source, expected }) => source.length < 5 || expected.length < 5)).toEqual([]);
  });

  it.each(Array.from({ length: 25 }, (_, index) => index + 1))('have gallery test %i', (number) => {
    const source = new RegExp(`^Entra gallery test ${number}, `);
    expect(CHECKS.some((check) => source.test(check.source))).toBe(true);
  });
});
