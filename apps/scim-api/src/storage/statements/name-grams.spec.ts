import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldCase } from '#scim';
import { gramsOf, MIN_SUBSTRING, tenantGrams } from './name-grams.js';

describe('the grams of a name', () => {
  it('hold those of every part of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.nat(), (name, from, length) => {
        const folded = foldCase(name);
        const part = folded.slice(from % (folded.length + 1)).slice(0, length);
        expect(gramsOf(folded)).toEqual(expect.arrayContaining(gramsOf(part)));
      }),
    );
  });

  it('are none of a text that is too short', () => {
    expect(gramsOf('a'.repeat(MIN_SUBSTRING - 1))).toEqual([]);
    expect(gramsOf('a'.repeat(MIN_SUBSTRING))).toHaveLength(1);
  });

  it('are others for another tenant, and numbers that PostgreSQL’s int4 holds', () => {
    const one = tenantGrams('0199c0de-0000-7000-8000-00000000000a', 'ada lovelace');
    const other = tenantGrams('0199c0de-0000-7000-8000-0000fffffff0', 'ada lovelace');
    expect(one.filter((gram) => other.includes(gram))).toEqual([]);
    for (const gram of [...one, ...other]) expect(gram).toBe(gram | 0);
  });
});
