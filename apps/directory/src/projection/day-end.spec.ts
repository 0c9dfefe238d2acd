import { describe, expect, it } from '@jest/globals';
import { dayEnd, isZone } from './day-end.js';

const HOUR_MS = 3_600_000;

describe('the end of a day', () => {
  it.each([
    ['2026-03-29', 'UTC', '2026-03-29T23:59:59.999Z'],
    ['2026-03-28', 'Europe/Berlin', '2026-03-28T22:59:59.999Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T21:59:59.999Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T22:59:59.999Z'],
    ['2026-01-01', 'Pacific/Kiritimati', '2026-01-01T09:59:59.999Z'],
    ['2026-01-01', 'Pacific/Pago_Pago', '2026-01-02T10:59:59.999Z'],
    // The clock goes forward at midnight: the day has no 00:00.
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T02:59:59.999Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T09:59:59.999Z'],
    ['2026-06-01', 'Asia/Kathmandu', '2026-06-01T18:14:59.999Z'],
    ['0001-01-01', 'UTC', '0001-01-01T23:59:59.999Z'],
    ['0999-06-01', 'UTC', '0999-06-01T23:59:59.999Z'],
    ['1000-01-01', 'UTC', '1000-01-01T23:59:59.999Z'],
  ])('%s in %s is %s', (day, zone, end) => {
    expect(new Date(dayEnd(day, zone) ?? NaN).toISOString()).toBe(end);
  });

  it('comes 23 and 25 hours after the one before where the clock is changed', () => {
    const hours = (day: string, before: string) =>
      ((dayEnd(day, 'Europe/Berlin') ?? 0) - (dayEnd(before, 'Europe/Berlin') ?? 0)) / HOUR_MS;
    expect([hours('2026-03-29', '2026-03-28'), hours('2026-10-25', '2026-10-24')]).toEqual([23, 25]);
  });

  it.each(['2026-02-30', '2026-13-01', '26-01-01', '', 'today'])('of %j is none', (day) => {
    expect(dayEnd(day, 'UTC')).toBeNull();
  });

  it('is known of zones that there are', () => {
    expect(['Europe/Berlin', 'UTC', 'Etc/GMT+1'].filter(isZone)).toHaveLength(3);
    expect(['Mars/Olympus', '+01:00', '-0100', ''].filter(isZone)).toEqual([]);
  });
});
