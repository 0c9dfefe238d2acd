import { expect, it } from '@jest/globals';
import { actsFinding } from './acts.js';

it('tells what holds acts up once it has lasted, and no longer than it lasts', () => {
  const relay: { trouble: string | null } = { trouble: 'not started yet' };
  let now = 0;
  const find = actsFinding(relay, () => now);
  const at = (ms: number, trouble: string | null): string => {
    [now, relay.trouble] = [ms, trouble];
    return find().because;
  };
  expect([at(0, 'not started yet'), at(29_999, 'away')]).toEqual(['', '']);
  expect(at(30_000, 'away')).toBe('acts wait to be told: away');
  expect([at(30_001, null), at(30_002, 'away'), at(60_001, 'away')]).toEqual(['', '', '']);
  expect(at(60_002, 'away')).toBe('acts wait to be told: away');
});
