import { describe, expect, it } from '@jest/globals';
import { afterAttempt, backOff, type RetryLimits, type Tried } from './after-attempt.js';
import type { Attempt } from './channel.js';
import { refill, waitForToken } from './rate.js';

const HOUR = 3_600_000;
const LIMITS: RetryLimits = { maxAttempts: 5, giveUpAfterMs: 24 * HOUR, firstWaitMs: 1_000, longestWaitMs: 60_000 };
const START = new Date('2026-11-24T09:00:00.000Z');

function after(attempt: Attempt, tried: Partial<Tried> = {}, ageMs = 0) {
  const now = new Date(START.getTime() + ageMs);
  return afterAttempt(
    attempt,
    { attempts: 1, refusals: 0, since: START, ...tried },
    { now, limits: LIMITS, random: 0.5 },
  );
}

describe('after an attempt', () => {
  it('that was accepted the delivery is accepted', () => {
    expect(after({ kind: 'accepted' })).toEqual({ status: 'accepted' });
  });

  it('that was cut off after DATA it is uncertain, and never tried again by itself', () => {
    expect(after({ kind: 'cut-off', because: 'x' }).status).toBe('uncertain');
  });

  it('that was refused for good it has failed', () => {
    expect(after({ kind: 'refused', permanent: true, because: '550' }).status).toBe('failed');
  });

  it('that was refused for now it is tried again, up to a bound', () => {
    const attempt = { kind: 'refused', permanent: false, because: '450' } as const;
    expect(after(attempt)).toEqual({ status: 'pending', reason: '450', dueAt: new Date(START.getTime() + 1_000) });
    expect(after(attempt, { refusals: 3 }).status).toBe('pending');
    expect(after(attempt, { refusals: 4 }).status).toBe('failed');
  });

  it('that reached nobody it is tried again however often, until it is too old', () => {
    const attempt = { kind: 'unsent', because: 'ECONNREFUSED' } as const;
    expect(after(attempt, { attempts: 1_000 }).status).toBe('pending');
    expect(after(attempt, {}, 24 * HOUR - 1).status).toBe('pending');
    expect(after(attempt, {}, 24 * HOUR).status).toBe('failed');
  });
});

describe('the back-off', () => {
  it('doubles up to a bound, and spreads by a fifth', () => {
    expect([1, 2, 3, 9, 900].map((attempts) => backOff(attempts, LIMITS, 0.5))).toEqual([
      1_000, 2_000, 4_000, 60_000, 60_000,
    ]);
    expect(backOff(1, LIMITS, 0)).toBe(800);
    expect(backOff(1, LIMITS, 0.999)).toBe(1_200);
  });
});

describe('the rate', () => {
  const limit = { perMinute: 60, burst: 2 };

  it('allows a burst, then one at a time', () => {
    expect(waitForToken({ tokens: 2, at: START }, limit)).toBe(0);
    expect(waitForToken({ tokens: 0, at: START }, limit)).toBe(1_000);
    expect(waitForToken({ tokens: 0.5, at: START }, limit)).toBe(500);
  });

  it('is refilled evenly, and not beyond the burst', () => {
    expect(refill({ tokens: 0, at: START }, new Date(START.getTime() + 500), limit).tokens).toBe(0.5);
    expect(refill({ tokens: 0, at: START }, new Date(START.getTime() + HOUR), limit).tokens).toBe(2);
    expect(refill({ tokens: 1, at: START }, new Date(START.getTime() - HOUR), limit).tokens).toBe(1);
  });
});
