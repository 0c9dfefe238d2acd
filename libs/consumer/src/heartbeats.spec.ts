import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Heartbeats, LONGEST_STANDSTILL_MS } from './heartbeats.js';

describe('the heartbeats of a batch', () => {
  let sent = 0;
  let refusal: Error | null = null;
  let time = 0;
  const send = (): Promise<void> => {
    sent += 1;
    return refusal === null ? Promise.resolve() : Promise.reject(refusal);
  };

  beforeEach(() => {
    jest.useFakeTimers();
    [sent, refusal, time] = [0, null, 0];
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const pass = async (milliseconds: number): Promise<void> => {
    time += milliseconds;
    await jest.advanceTimersByTimeAsync(milliseconds);
  };

  it('go on while a transaction runs', async () => {
    const heartbeats = new Heartbeats(send, 2_000, () => time);
    await pass(10_000);
    expect(sent).toBeGreaterThanOrEqual(5);
    heartbeats.end();
  });

  it('end with the batch', async () => {
    new Heartbeats(send, 2_000, () => time).end();
    await pass(10_000);
    expect(sent).toBe(0);
  });

  it('tell the reader at its next step that the partition is gone, with the error of the source', async () => {
    refusal = new Error('rebalancing');
    const heartbeats = new Heartbeats(send, 2_000, () => time);
    await pass(2_000);
    expect(heartbeats.isLost).toBe(true);
    await expect(heartbeats.beat()).rejects.toBe(refusal);
    const before = sent;
    await pass(10_000);
    expect(sent).toBe(before);
    heartbeats.end();
  });

  it('no longer keep a partition in which nothing moves for five minutes', async () => {
    const heartbeats = new Heartbeats(send, 2_000, () => time);
    await pass(LONGEST_STANDSTILL_MS);
    const before = sent;
    await pass(60_000);
    expect(sent).toBe(before);
    await heartbeats.beat();
    await pass(10_000);
    expect(sent).toBeGreaterThan(before + 1);
    heartbeats.end();
  });
});
