import { describe, expect, it } from '@jest/globals';
import { dayAfter, dayOf, daysBetween, isDay, isZone, momentOf } from './day.ts';

describe('a day in the address', () => {
  it.each(['2026-11-24', '2024-02-29', '1999-12-31'])('is one: %s', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each(['', 'yesterday', '2026-02-30', '2025-02-29', '2026-13-01', '2026-11-24T08:00:00Z', '26-11-24'])(
    'is none: %j',
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );

  it('is asked for to its end in the company’s zone or in another that is named, and today not as a time', () => {
    expect(momentOf('2026-11-24', '')).toEqual({ asOf: '2026-11-24' });
    expect(momentOf('2026-11-24', 'Europe/Berlin')).toEqual({ asOf: '2026-11-24', zone: 'Europe/Berlin' });
    expect(momentOf('', 'Europe/Berlin')).toEqual({});
  });
});

describe('a zone', () => {
  it.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'])('is one: %s', (name) => {
    expect(isZone(name)).toBe(true);
  });

  it.each(['', 'Mars/Olympus', 'Berlin', '<b>', '+01:00'])('is none: %j', (name) => {
    expect(isZone(name)).toBe(false);
  });
});

describe('days', () => {
  it('begin where somebody is', () => {
    const at = new Date('2026-11-24T23:30:00Z');
    expect([dayOf(at, 'UTC'), dayOf(at, 'Europe/Berlin'), dayOf(at, 'America/Los_Angeles')]).toEqual([
      '2026-11-24',
      '2026-11-25',
      '2026-11-24',
    ]);
  });

  it('are counted over months, leap days and the nights in which clocks are changed', () => {
    expect(dayAfter('2024-02-28', 2)).toBe('2024-03-01');
    expect(dayAfter('2026-03-28', 2)).toBe('2026-03-30');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2023-11-24', '2026-11-24')).toBe(1_096);
  });
});
