import { describe, expect, it } from '@jest/globals';
import { judgeToken, type TokenState } from './judge-token.js';

const heard = (unheardFor: number | null, isRevoked = false) => ({ unheardFor, isRevoked });
const CURRENT: TokenState = { found: [heard(3), heard(3)], age: 40_000, isCatchingUp: false };

describe('a token', () => {
  it.each<[string, Partial<TokenState>, string]>([
    ['of a reader and a key that stand', {}, 'good'],
    ['of a revoked reader', { found: [heard(3), heard(3, true)] }, 'refused'],
    ['of a withdrawn key', { found: [heard(3, true), heard(3)] }, 'refused'],
    ['of a revoked reader that is new', { age: 1, found: [heard(3), heard(3, true)] }, 'refused'],
    ['that is new, where nothing was ever heard', { age: 10, found: [heard(null)] }, 'good'],
    ['that is new, after a day without news', { age: 3_599, found: [heard(86_400)] }, 'good'],
    ['that is old, after half an hour without news', { found: [heard(1_800)] }, 'good'],
    ['that is old, after a day without news', { found: [heard(86_400)] }, 'refused'],
    ['that is old, where nothing was ever heard', { found: [heard(null)] }, 'refused'],
    [
      'that is old, while a restored projection catches up',
      { found: [heard(600)], isCatchingUp: true },
      'not-yet-known',
    ],
    [
      'that is new, while a restored projection catches up',
      { age: 30, found: [heard(600)], isCatchingUp: true },
      'good',
    ],
    ['that is old, in a restart', { found: [heard(30)], isCatchingUp: true }, 'good'],
    ['that is new, in a database without news', { age: 600, found: [heard(null)], isCatchingUp: true }, 'good'],
  ])('%s is %s', (_what, state, verdict) => {
    expect(judgeToken({ ...CURRENT, ...state })).toBe(verdict);
  });
});
