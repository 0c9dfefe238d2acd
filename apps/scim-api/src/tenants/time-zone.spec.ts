import { describe, expect, it } from '@jest/globals';
import { timeZoneNamed } from './time-zone.js';

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Mars/Olympus', null],
    ['+01:00', null],
    ['', null],
    ['Europe/Berlin\u0000', null],
    [`Europe/${'x'.repeat(200)}`, null],
  ])('%j is %j', (name, zone) => {
    expect(timeZoneNamed(name)).toBe(zone);
  });
});
