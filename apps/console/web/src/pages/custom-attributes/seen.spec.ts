import { describe, expect, it } from '@jest/globals';
import { seenIn, stillUnknown } from './seen.ts';

const URN = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
const refused = (place: string | null, count: number, last: string) => ({ place, count, last });

describe('what came without a definition', () => {
  it('is of the company’s own extension, by path or as a member, and each name once', () => {
    const groups = [
      refused(`${URN}:Shoe size`, 3, '2026-11-24T08:00:00.000Z'),
      refused(`${URN}.shoe size`, 2, '2026-11-24T09:00:00.000Z'),
      refused('nickname', 40, '2026-11-24T09:00:00.000Z'),
      refused(null, 1, '2026-11-24T09:00:00.000Z'),
    ];
    expect(seenIn(groups)).toEqual([{ name: 'Shoe size', count: 5, last: '2026-11-24T09:00:00.000Z' }]);
  });

  it('is known once it is defined, and unknown again when that is retired', () => {
    const seen = [
      { name: 'Shoe size', count: 5, last: '' },
      { name: 'Team', count: 1, last: '' },
    ];
    const defined = [
      { name: 'shoe Size', retiredAt: null },
      { name: 'Team', retiredAt: '2026-11-24T09:00:00.000Z' },
    ];
    expect(stillUnknown(seen, defined).map(({ name }) => name)).toEqual(['Team']);
  });
});
