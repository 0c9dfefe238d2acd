import { describe, expect, it } from '@jest/globals';
import { atOnceOrThen } from './at-once.js';

const heard = (work: () => void | Promise<void>): unknown[] => {
  const calls: unknown[] = [];
  atOnceOrThen(work, (error) => calls.push(error ?? 'done'));
  return calls;
};

describe('a hook that may have nothing to wait for', () => {
  it('is done in the same turn where nothing is waited for', () => {
    expect(heard(() => undefined)).toEqual(['done']);
  });

  it('is done when what it waits for is', async () => {
    const calls = heard(() => Promise.resolve());
    expect(calls).toEqual([]);
    await Promise.resolve();
    expect(calls).toEqual(['done']);
  });

  it('hands on what it fails with, at once or later, once', async () => {
    const error = new Error('refused');
    const atOnce = heard(() => {
      throw error;
    });
    const later = heard(() => Promise.reject(error));
    await Promise.resolve();
    expect([atOnce, later]).toEqual([[error], [error]]);
  });
});
