import { describe, expect, it } from '@jest/globals';
import { brakeOf, draftOf, isInRange } from './brake-limits.ts';

describe('the limits of a brake', () => {
  const draft = draftOf({ percent: 20, people: 300, atLeast: 10, mode: 'tell' });

  it('come back as they were', () => {
    expect(brakeOf(draft)).toEqual({ percent: 20, people: 300, atLeast: 10, mode: 'tell' });
    expect(brakeOf(draftOf(null))).toBeNull();
    expect(draftOf(null)).toMatchObject({ percent: '15', people: '500', atLeast: '50', mode: 'refuse' });
  });

  it('are none while one is out of its range', () => {
    expect(brakeOf({ ...draft, percent: '101' })).toBeUndefined();
    expect(['0', '1', '100', '101', '', '1.5', '-1', 'ten'].filter((one) => isInRange('percent', one))).toEqual([
      '1',
      '100',
    ]);
    expect(isInRange('atLeast', '0')).toBe(true);
  });
});
