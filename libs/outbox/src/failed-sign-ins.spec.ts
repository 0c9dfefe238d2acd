import { expect, it } from '@jest/globals';
import { FailedSignIns, MOST_COUNTED, type CountedSignIn } from './failed-sign-ins.js';

const WINDOW = 60_000;

it('are kept of ten windows at most while they cannot be written down', async () => {
  let now = WINDOW;
  let isAway = true;
  let written: readonly CountedSignIn[] = [];
  const store = {
    add: (counted: readonly CountedSignIn[]) => {
      if (isAway) return Promise.reject(new Error('away'));
      written = counted;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const signIns = new FailedSignIns({ store, windowMs: WINDOW, log: { warn: () => undefined }, now: () => now });
  for (let window = 1; window <= 30; window += 1) {
    now = window * WINDOW;
    for (let at = 0; at <= MOST_COUNTED; at += 1) {
      signIns.note({ surface: 'admin', address: `10.0.${at}.0/24`, account: null, reason: 'wrong' });
    }
    await expect(signIns.runOnce()).rejects.toThrow('away');
  }
  isAway = false;
  await signIns.runOnce();
  expect(written).toHaveLength(10 * MOST_COUNTED);
});
