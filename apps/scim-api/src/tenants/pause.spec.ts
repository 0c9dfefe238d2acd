import { describe, expect, it } from '@jest/globals';
import { pausedDetail } from './pause.js';

describe('what is told to whom a pause keeps out', () => {
  it.each([
    ['the operator', 'the operator'],
    ['Anna', 'Anna'],
    // An account of the console, of which nobody outside knows the id.
    ['0198c0de-7a11-4000-8000-00000000000a', 'an administrator'],
  ])('names of “%s” %s', (by, told) => {
    expect(pausedDetail({ since: new Date('2026-11-24T14:05:00.000Z'), by })).toBe(
      `This connection is paused by ${told} since 2026-11-24T14:05:00.000Z: nothing is read or written until it is resumed.`,
    );
  });
});
