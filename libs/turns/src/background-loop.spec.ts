import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BackgroundLoop, type Wait } from './background-loop.js';

describe('a background loop', () => {
  let runs: number;
  let failures: unknown[];
  let answer: () => Promise<Wait>;
  beforeEach(() => {
    jest.useFakeTimers();
    runs = 0;
    failures = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const looped = (afterFailure: Wait = 5_000, firstMs?: number): BackgroundLoop => {
    const runOnce = (): Promise<Wait> => {
      runs += 1;
      return answer();
    };
    const onFailure = (error: unknown): void => void failures.push(error);
    const loop = new BackgroundLoop({
      runOnce,
      onFailure,
      afterFailure,
      ...(firstMs === undefined ? {} : { firstMs }),
    });
    loop.start();
    return loop;
  };
  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('runs again after the wait that a run asks for', async () => {
    answer = async () => 1_000;
    const loop = looped();
    await pass(999);
    expect(runs).toBe(1);
    await pass(1);
    expect(runs).toBe(2);
    await loop.stop();
  });

  it.each([2 ** 31 - 1, 2 ** 31, 30 * 24 * 3_600_000, Infinity])(
    'does not run at once again after %d ms',
    async (ms) => {
      answer = async () => ms;
      const loop = looped();
      await pass(24 * 3_600_000);
      expect(runs).toBe(1);
      await loop.stop();
    },
  );

  it('waits before the first run where it is told to', async () => {
    answer = async () => 1_000;
    const loop = looped(0, 500);
    await pass(499);
    expect(runs).toBe(0);
    await pass(1);
    expect(runs).toBe(1);
    await loop.stop();
  });

  it('ends a wait by a ring, one that came during the run included', async () => {
    answer = async () => 1_000;
    const loop = looped();
    loop.ring();
    await pass(0);
    expect(runs).toBe(2);
    loop.ring();
    await pass(0);
    expect(runs).toBe(3);
    await loop.stop();
  });

  it('tells a failure, and lets no ring end a wait that is held', async () => {
    answer = async () => Promise.reject(new Error('not now'));
    const loop = looped({ ms: 2_000, untilRung: false });
    await pass(0);
    loop.ring();
    await pass(1_999);
    expect(runs).toBe(1);
    await pass(1);
    expect(runs).toBe(2);
    expect(failures).toEqual([new Error('not now'), new Error('not now')]);
    await loop.stop();
  });

  it('stops when the run that is under way has ended, whatever is waited for', async () => {
    let end = (): void => undefined;
    answer = () => new Promise((resolve) => (end = () => resolve(1_000)));
    const loop = looped();
    const stopped = loop.stop();
    expect(await Promise.race([stopped.then(() => 'stopped'), pass(10).then(() => 'running')])).toBe('running');
    end();
    await stopped;
    await pass(5_000);
    expect(runs).toBe(1);
  });
});
