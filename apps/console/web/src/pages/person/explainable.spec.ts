import { describe, expect, it } from '@jest/globals';
import { isExplainable } from './explainable.ts';

describe('what of the card has a reason', () => {
  it.each(['title', 'manager', 'active'])('is %s', (attribute) => {
    expect(isExplainable(attribute)).toBe(true);
  });

  it.each(['', 'id', 'toString', '__proto__', 'urn:x:title'])('is not %j, whatever the address says', (attribute) => {
    expect(isExplainable(attribute)).toBe(false);
  });
});
