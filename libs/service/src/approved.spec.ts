import { describe, expect, it } from '@jest/globals';
import { approvedClaim, approvedIn } from './approved.js';

const WHAT = { act: 'people.erase', object: '0198c0de-0000-7000-8000-000000000001' };

describe('what was approved', () => {
  it('is said by whom, or that there was nobody to ask', () => {
    for (const claim of [
      { ...WHAT, by: 'account-1' },
      { ...WHAT, alone: true as const },
    ]) {
      const read = approvedIn(claim);
      expect(read).toEqual({ ...WHAT, by: 'by' in claim ? claim.by : null });
      expect(read === null ? null : approvedClaim(read)).toEqual(claim);
    }
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'people.erase'],
    ['a list', [WHAT]],
    ['neither who nor alone', WHAT],
    ['both', { ...WHAT, by: 'a', alone: true }],
    ['not alone', { ...WHAT, alone: false }],
    ['a name', { ...WHAT, by: 'Ada Lovelace' }],
    ['a long id', { ...WHAT, by: 'a'.repeat(101) }],
    ['another act', { ...WHAT, act: 'Erase', by: 'a' }],
    ['a long act', { ...WHAT, act: `a.${'b'.repeat(51)}`, by: 'a' }],
    ['no object', { act: WHAT.act, by: 'a' }],
    ['a long object', { ...WHAT, object: 'x'.repeat(201), by: 'a' }],
    ['an object with a space', { ...WHAT, object: 'x y', by: 'a' }],
    ['more', { ...WHAT, by: 'a', more: 1 }],
  ])('is nothing where it is %s', (_what, value) => {
    expect(approvedIn(value)).toBeNull();
  });
});
