import { describe, expect, it } from '@jest/globals';
import { types } from 'pg';
import { isoTime } from './time-text.js';

const parseDate = types.getTypeParser(types.builtins.TIMESTAMPTZ, 'text') as (text: string) => Date;
const byDate = (text: string): string => parseDate(text).toISOString();

describe('a moment as PostgreSQL writes it', () => {
  it.each([
    '2026-12-01 21:13:05+00',
    '2026-12-01 21:13:05.1+00',
    '2026-12-01 21:13:05.12+00',
    '2026-12-01 21:13:05.123+00',
    '2026-12-01 21:13:05.123999+00',
    '1969-12-31 23:59:59.5+00',
    '0044-03-15 12:00:00+00',
    '2026-12-01 21:13:05.123+01',
    '2026-12-01 21:13:05.123+05:30',
    '2026-12-01 21:13:05.123+00:30',
    '12026-12-01 21:13:05.123+00',
    '0044-03-15 12:00:00+00 BC',
  ])('is what its Date says: %s', (text) => {
    expect(isoTime(text)).toBe(byDate(text));
  });
});
