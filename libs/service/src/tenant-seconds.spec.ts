import { describe, expect, it } from '@jest/globals';
import { TenantSeconds } from './tenant-seconds.js';

describe('seconds that a tenant has used', () => {
  it('are given back at the rate of its share, beyond what may have been used before', () => {
    let now = 0;
    const seconds = new TenantSeconds({ perSecond: 0.5, burst: 5 }, () => now);
    seconds.charge('a', 7);
    expect(seconds.waitOf('a')).toBe(4);
    now += 2_000;
    seconds.charge('a', 1);
    expect([seconds.waitOf('a'), seconds.waitOf('b')]).toEqual([4, 0]);
  });

  it('are remembered of who goes on working, however many others come', () => {
    let now = 0;
    const seconds = new TenantSeconds({ perSecond: 0.001, burst: 0 }, () => now);
    seconds.charge('busy', 50);
    for (let other = 0; other < 30_000; other += 1) {
      now += 1;
      seconds.charge(`other ${other}`, 1);
      if (other % 500 === 0) seconds.charge('busy', 0);
    }
    expect(seconds.waitOf('busy')).toBeGreaterThan(10_000);
    expect(seconds.waitOf('other 0')).toBe(0);
  });
});
