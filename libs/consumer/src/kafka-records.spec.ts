import { describe, expect, it } from '@jest/globals';
import { boundedKey } from './kafka-records.js';

describe('the key of a record', () => {
  it('is kept as it is up to 512 characters', () => {
    expect(boundedKey('k'.repeat(512))).toBe('k'.repeat(512));
  });

  it('is shortened beyond, so that it fits into an index, and stays told from others', () => {
    const keys = ['a', 'b'].map((end) => boundedKey('漢'.repeat(100_000) + end));
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(Buffer.byteLength(key)).toBeLessThan(2_000);
  });

  it('is well-formed text wherever it is cut', () => {
    expect(boundedKey(`${'k'.repeat(399)}${'😀'.repeat(200)}`).isWellFormed()).toBe(true);
  });
});
