import { describe, expect, it } from '@jest/globals';
import { MAX_VERIFIED_TOKENS, VerifiedTokens } from './verified-tokens.js';

describe('tokens that were right', () => {
  it('are known for a minute, and no longer than they live', () => {
    let now = 0;
    const tokens = new VerifiedTokens<string>(() => now);
    tokens.keep('long', 'a', 3_600_000);
    tokens.keep('short', 'b', 10_000);
    now = 9_999;
    expect([tokens.find('long'), tokens.find('short'), tokens.find('other')]).toEqual(['a', 'b', undefined]);
    now = 10_000;
    expect([tokens.find('long'), tokens.find('short')]).toEqual(['a', undefined]);
    now = 60_000;
    expect(tokens.find('long')).toBeUndefined();
  });

  it('are so many at most, the oldest makes room', () => {
    const tokens = new VerifiedTokens<number>(() => 0);
    for (let n = 0; n <= MAX_VERIFIED_TOKENS; n += 1) tokens.keep(`token-${n}`, n, 1_000);
    expect([tokens.find('token-0'), tokens.find('token-1')]).toEqual([undefined, 1]);
  });
});
