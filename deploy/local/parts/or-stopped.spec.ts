import { describe, expect, it } from '@jest/globals';
import { orStopped } from './or-stopped.js';

describe('a part', () => {
  function part() {
    const calls: string[] = [];
    return { calls, stop: () => Promise.resolve(calls.push('stopped')) };
  }

  it('that serves is left running', async () => {
    const own = part();
    expect(await orStopped(own, () => Promise.resolve())).toBe(own);
    expect(own.calls).toEqual([]);
  });

  it('that does not serve in time is stopped before its failure is told', async () => {
    const own = part();
    const late = new Error('it did not answer within 60 s');
    await expect(orStopped(own, () => Promise.reject(late))).rejects.toBe(late);
    expect(own.calls).toEqual(['stopped']);
  });
});
