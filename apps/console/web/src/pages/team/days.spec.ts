import { expect, it } from '@jest/globals';
import { askedDay } from './days.ts';

it('asks about today unless the address says a day that has begun', () => {
  const now = new Date('2026-11-24T00:30:00.000Z');
  const asked = (text: string): string => askedDay(text, now);
  expect(asked('2026-11-01')).toBe('2026-11-01');
  expect(['', '2026-11-25', '2026-02-30', '24.11.2026', 'x'].map(asked)).toEqual(Array(5).fill('2026-11-24'));
});
