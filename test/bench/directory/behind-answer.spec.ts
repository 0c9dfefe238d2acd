import { describe, expect, it } from '@jest/globals';
import { behindAnswer } from './behind-answer.js';

describe('how long after its answer something was painted', () => {
  it('is told from the last answer that could be shown by then', () => {
    expect(behindAnswer({ painted: 900, ends: [300, 700, 1_200] })).toBe(200);
  });

  it('is nothing for what stood there before any answer', () => {
    expect(behindAnswer({ painted: 900, ends: [1_000, 1_200] })).toBe(0);
  });
});
