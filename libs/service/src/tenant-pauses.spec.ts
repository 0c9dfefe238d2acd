import { expect, it } from '@jest/globals';
import { TenantPauses } from './tenant-pauses.js';

it('has so many of each tenant wait at once, and a place again when one has waited', async () => {
  const ends: (() => void)[] = [];
  const pauses = new TenantPauses(2, () => new Promise<void>((resolve) => ends.push(resolve)));
  const waiting = [pauses.wait('busy', 10), pauses.wait('busy', 10)];
  expect([pauses.isFull('busy'), pauses.isFull('calm')]).toEqual([true, false]);
  await pauses.wait('busy', 10);
  expect(ends).toHaveLength(2);
  ends.forEach((end) => end());
  await Promise.all(waiting);
  expect(pauses.isFull('busy')).toBe(false);
});

it('gives the place back of whoever has gone meanwhile', async () => {
  const pauses = new TenantPauses(1);
  const gone = new AbortController();
  const waiting = pauses.wait('busy', 60_000, gone.signal);
  expect(pauses.isFull('busy')).toBe(true);
  gone.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  expect(pauses.isFull('busy')).toBe(false);
});
