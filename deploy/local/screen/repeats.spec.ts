import { describe, expect, it } from '@jest/globals';
import { Repeats } from './repeats.js';

describe('repeated lines', () => {
  const warning = (second: number) => ({
    level: 40,
    text: `09:00:${String(second).padStart(2, '0')} audit WARN no broker`,
  });

  it('are shown once in ten seconds when they warn, and then with their number', () => {
    const repeats = new Repeats();
    expect(repeats.pass(warning(1), 1_000)).toBe('09:00:01 audit WARN no broker');
    expect(repeats.pass(warning(2), 2_000)).toBeUndefined();
    expect(repeats.pass(warning(3), 3_000)).toBeUndefined();
    expect(repeats.pass(warning(11), 11_000)).toBe('09:00:11 audit WARN no broker (and 2 times before)');
  });

  it('are all shown when they tell of work', () => {
    const repeats = new Repeats();
    const line = { level: 30, text: '09:00:01 scim-api GET /scim/v2/Users 200' };
    expect([repeats.pass(line, 1), repeats.pass(line, 2)]).toEqual([line.text, line.text]);
  });
});
