import { describe, expect, it } from '@jest/globals';
import { CODES, codesOf } from './codes.ts';

describe('the codes that are offered', () => {
  it('are those that were answered first, the most frequent one of all places at the top', () => {
    const refusals = [
      { code: 'wrong-type', count: 2 },
      { code: 'brake', count: 3 },
      { code: 'wrong-type', count: 2 },
    ];
    const { occurred, others } = codesOf(refusals, '');
    expect(occurred).toEqual(['wrong-type', 'brake']);
    expect(others).toEqual(CODES.filter((code) => !occurred.includes(code)));
  });

  it('have the one that is asked for once, whether it was answered or is new', () => {
    const refusals = [{ code: 'brake', count: 1 }];
    for (const asked of ['brake', 'paused', 'of-tomorrow']) {
      const { occurred, others } = codesOf(refusals, asked);
      expect([...occurred, ...others].filter((code) => code === asked)).toEqual([asked]);
    }
  });
});
