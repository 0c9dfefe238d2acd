import { describe, expect, it } from '@jest/globals';
import { judge, type Heard } from './verdict.ts';

const heard = (events: number, behindMs: number): Heard => ({
  lag: { asOf: '2026-11-24T14:05:00.000Z', behindMs, events },
  isAway: false,
});

describe('whether everybody follows', () => {
  it('is yes while what is on its way is young', () => {
    expect(judge([heard(0, 0), heard(3, 200), heard(1, 60_000)])).toEqual({ answer: 'yes', events: 4 });
  });

  it('is no longer when one of them is late', () => {
    expect(judge([heard(0, 0), heard(9, 60_001)])).toEqual({ answer: 'behind', events: 9 });
  });

  it('is no when something is set aside, however young the rest is', () => {
    expect(judge([heard(3, 200)], true)).toEqual({ answer: 'parked', events: 3 });
  });

  it('is not known while one is away, or knows nothing itself', () => {
    const blind: Heard = { lag: { asOf: null, behindMs: null, events: null }, isAway: false };
    expect(judge([heard(2, 0), { lag: undefined, isAway: true }])?.answer).toBe('unknown');
    expect(judge([heard(2, 0), blind])).toEqual({ answer: 'unknown', events: 2 });
  });

  it('is known of one that has been behind since it began, and cannot say up to when', () => {
    const late: Heard = { lag: { asOf: null, behindMs: 90_000, events: 7 }, isAway: false };
    expect(judge([late])).toEqual({ answer: 'behind', events: 7 });
  });

  it('is not told before all were heard', () => {
    expect(judge([heard(0, 0), { lag: undefined, isAway: false }])).toBeNull();
  });
});
