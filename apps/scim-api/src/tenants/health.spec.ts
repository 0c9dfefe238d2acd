import { describe, expect, it } from '@jest/globals';
import { contactOf, type ContactState } from './health.js';

const NOW = new Date('2026-12-01T12:00:00.000Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

describe('the last contact of a connection', () => {
  it.each<[number, ContactState, number]>([
    [0, 'on-time', 0],
    [40, 'on-time', 0],
    [59, 'on-time', 0],
    [60, 'late', 1],
    [139, 'late', 2],
    [140, 'silent', 3],
    [24 * 60, 'silent', 35],
  ])('%d minutes ago is %s, with %d cycles missed', (minutes, state, missed) => {
    expect(contactOf(ago(minutes), NOW)).toEqual({ state, at: ago(minutes), everyMinutes: 40, missed });
  });

  it('of one that was never used is none', () => {
    expect(contactOf(null, NOW)).toMatchObject({ state: 'never', missed: 0 });
  });

  it('by a clock that is behind is on time', () => {
    expect(contactOf(ago(-5), NOW)).toMatchObject({ state: 'on-time', missed: 0 });
  });
});
