import { describe, expect, it } from '@jest/globals';
import { escrowed, later, thresholdOf } from './schedule.js';
import type { Escrow } from './job.js';

const NOW = '2026-01-01T00:00:00.000Z';
const failure = { errorCode: 'x', reason: 'x', recommendedAction: 'x', isReference: false };

describe('an object in escrow', () => {
  it('waits 30 minutes, 1, 2, 4, 8 and 16 hours, and then a day', () => {
    let escrow: Escrow | undefined;
    const hours = Array.from({ length: 8 }, () => {
      escrow = escrowed(escrow, NOW, { kind: 'User', attempted: 'x', failure });
      return (Date.parse(escrow.nextAttempt) - Date.parse(NOW)) / 3_600_000;
    });
    expect(hours).toEqual([0.5, 1, 2, 4, 8, 16, 24, 24]);
    expect(escrow).toMatchObject({ attempts: 8, since: NOW });
  });
});

describe('the thresholds of the quarantine', () => {
  it.each([
    [{ events: 4_999, failed: 4_999, failedReferences: 0 }, null],
    [{ events: 5_000, failed: 5_000, failedReferences: 0 }, 'EncounteredEscrowProportionThreshold'],
    [{ events: 12_500, failed: 5_000, failedReferences: 0 }, null],
    [{ events: 12_499, failed: 5_000, failedReferences: 0 }, 'EncounteredEscrowProportionThreshold'],
    [{ events: 5_000, failed: 0, failedReferences: 5_000 }, null],
    [{ events: 200_000, failed: 40_000, failedReferences: 0 }, null],
    [{ events: 200_000, failed: 40_001, failedReferences: 0 }, 'EncounteredBaseEscrowThreshold'],
    [{ events: 200_000, failed: 0, failedReferences: 60_000 }, 'EncounteredTotalEscrowThreshold'],
  ])('%j', (failures, expected) => {
    expect(thresholdOf(failures)).toBe(expected);
  });
});

describe('the simulated clock', () => {
  it('goes on without anybody waiting', () => {
    expect(later(NOW, 28 * 24 * 3_600_000)).toBe('2026-01-29T00:00:00.000Z');
  });
});
