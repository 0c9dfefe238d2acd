import { describe, expect, it } from '@jest/globals';
import { inputOf, timeOf } from './time-input.ts';

describe('a time in a field', () => {
  it.each([true, false])('comes back as it was, to the minute (UTC: %s)', (isUtc) => {
    expect(timeOf(inputOf('2026-11-24T14:05:00.000Z', isUtc), isUtc)).toBe('2026-11-24T14:05:00.000Z');
  });

  it('is written in UTC where the page writes times so', () => {
    expect(inputOf('2026-11-24T14:05:59.999Z', true)).toBe('2026-11-24T14:05');
  });

  it.each(['', 'yesterday'])('is nothing where the address has none: %j', (text) => {
    expect([inputOf(text, false), timeOf(text, false), timeOf(text, true)]).toEqual(['', '', '']);
  });
});
