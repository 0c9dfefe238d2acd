import { describe, expect, it } from '@jest/globals';
import { endsAt, standingAt } from './session-ends.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const standing = (unused: number, anyway: number) => standingAt(endsAt({ unused, anyway }, NOW), NOW);

describe('the end of a session', () => {
  it.each([
    ['far, two minutes and a second before nobody has used it', 121, 20_000, 'far'],
    ['near, two minutes before', 120, 20_000, 'unused'],
    ['over', 0, 20_000, 'over'],
    ['far, ten minutes and a second before it ends anyway', 1_800, 601, 'far'],
    ['near, ten minutes before', 1_800, 600, 'anyway'],
    ['over, though it was used', 1_800, 0, 'over'],
    ['nothing that somebody who is there could put off, where it ends anyway by then', 100, 90, 'anyway'],
    ['put off first where both are near', 100, 300, 'unused'],
  ] as const)('is %s', (_what, unused, anyway, expected) => {
    expect(standing(unused, anyway)).toBe(expected);
  });

  it('is not told before it is known', () => {
    expect(standingAt(null, NOW)).toBe('far');
  });

  it('comes while the machine sleeps, too', () => {
    const ends = endsAt({ unused: 1_800, anyway: 28_800 }, NOW);
    expect(standingAt(ends, NOW + 1_700_000)).toBe('unused');
    expect(standingAt(ends, NOW + 28_800_000)).toBe('over');
  });
});
