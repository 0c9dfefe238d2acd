import { describe, expect, it } from '@jest/globals';
import { isEnough } from './enough.ts';

describe('what names are asked for by', () => {
  it.each(['王', '林', '김', 'や', 'ヤ', '𠮷', 'An', 'é́', 'ша', '12'])('is enough: %s', (text) => {
    expect(isEnough(text)).toBe(true);
  });

  it.each(['', 'a', 'Ж', 'é', '1', '·'])('is too little: %j', (text) => {
    expect(isEnough(text)).toBe(false);
  });
});
