import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PAUSE_MS, portionOf, RateLimits, type LeaseTokens } from './rate-limits.js';

const CONNECTION = '0198c0de-0000-7000-8000-000000000001';

/** The bucket of the database as a model, with a clock that the test moves. */
function world(limit = { perSecond: 10, burst: 30 }) {
  const clock = { ms: 0 };
  const bucket = { tokens: limit.burst, at: 0 };
  const asked: number[] = [];
  const content = (): number =>
    Math.min(limit.burst, bucket.tokens + ((clock.ms - bucket.at) / 1_000) * limit.perSecond);
  const lease: LeaseTokens = ({ needed, portion }) => {
    asked.push(needed);
    const before = content();
    const lacking = Math.max(0, Math.min(needed, Math.max(1, limit.burst / 2)) - before);
    const granted = lacking > 0 ? 0 : Math.max(needed, Math.min(portion, Math.floor(before)));
    Object.assign(bucket, { tokens: before - granted, at: clock.ms });
    return Promise.resolve({ granted, lacking });
  };
  const replica = (): RateLimits => new RateLimits(lease, () => clock.ms);
  return { clock, content, asked, replica, limit, lease };
}

/** As a request is charged. */
const take = async (limits: RateLimits, limit: { perSecond: number; burst: number }, cost = 1): Promise<number> =>
  limits.spend(CONNECTION, limit, cost) ? 0 : limits.take(CONNECTION, limit, cost);

describe('replicas that share a limit', () => {
  it('let through no more than it says, and refuse only when it is used up but for their portions', async () => {
    const step = fc.record({ who: fc.nat(2), wait: fc.nat(400), cost: fc.constantFrom(1, 1, 1, 2, 7) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
        const { clock, content, replica, limit } = world();
        const replicas = [replica(), replica(), replica()];
        let through = 0;
        for (const { who, wait, cost } of steps) {
          clock.ms += wait;
          const seconds = await take(replicas[who] ?? replica(), limit, cost);
          if (seconds === 0) through += cost;
          else expect(content()).toBeLessThan(cost + (limit.perSecond * PAUSE_MS) / 1_000);
        }
        expect(through).toBeLessThanOrEqual(limit.burst + (limit.perSecond * clock.ms) / 1_000);
      }),
      { numRuns: 300 },
    );
  });

  it('let through all of the burst but what lies with the others, and for ever what comes per second', async () => {
    const { clock, replica, limit } = world();
    const [one, gone] = [replica(), replica()];
    await take(gone, limit);
    for (const expected of [limit.burst - portionOf(limit), limit.perSecond, limit.perSecond]) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => take(one, limit)));
      expect(answers.filter((seconds) => seconds === 0)).toHaveLength(expected);
      clock.ms += 1_000;
    }
  });
});

describe('a limit', () => {
  it('says how long to wait, and holds by then', async () => {
    const { clock, replica, limit } = world({ perSecond: 2, burst: 4 });
    const limits = replica();
    for (let sent = 0; sent < 4; sent += 1) expect(await take(limits, limit)).toBe(0);
    const seconds = await take(limits, limit);
    expect(seconds).toBeCloseTo(0.5);
    clock.ms += seconds * 1_000;
    expect(await take(limits, limit)).toBe(0);
  });

  it('costs the database a look-up a portion, and few when it is exceeded', async () => {
    const { clock, asked, replica, limit } = world({ perSecond: 100, burst: 1_000 });
    const limits = replica();
    await Promise.all(Array.from({ length: 1_000 }, () => take(limits, limit)));
    expect(asked).toHaveLength(1_000 / portionOf(limit));
    for (let flood = 0; flood < 100; flood += 1) {
      clock.ms += 1;
      await take(limits, limit, 1_000);
    }
    expect(asked.length).toBeLessThanOrEqual(1_000 / portionOf(limit) + 1);
  });

  it('lets a cost beyond the burst in at half a bucket, and it is paid off afterwards', async () => {
    const { clock, replica, limit } = world();
    const limits = replica();
    expect(await take(limits, limit, 100)).toBe(0);
    expect(await take(limits, limit)).toBeCloseTo(7.1);
    clock.ms += 7_100;
    expect(await take(limits, limit)).toBe(0);
    expect(await take(limits, limit, 100)).toBeGreaterThan(0);
  });

  it('has later requests pay for what one came to, a burst at most', async () => {
    const { clock, replica, limit } = world();
    const limits = replica();
    expect(await take(limits, limit)).toBe(0);
    limits.owe(CONNECTION, limit, 34);
    // As after a Bulk: one is let in at half a bucket, and the debt is the bucket's.
    expect(await take(limits, limit)).toBe(0);
    expect(await take(limits, limit)).toBeGreaterThan(0);
    limits.owe(CONNECTION, limit, 1_000);
    clock.ms += ((2 * limit.burst) / limit.perSecond) * 1_000;
    expect(await take(limits, limit)).toBe(0);
  });

  it('that refused a Bulk does not refuse what costs less', async () => {
    const { replica, limit } = world();
    const limits = replica();
    await take(limits, limit, 20);
    expect(await take(limits, limit, 30)).toBeGreaterThan(0);
    expect(await take(limits, limit)).toBe(0);
  });

  it('that was changed holds from the next request on', async () => {
    const { replica, limit } = world({ perSecond: 100, burst: 100 });
    const limits = replica();
    expect(await take(limits, limit)).toBe(0);
    expect(await take(limits, { perSecond: 1, burst: 1 })).toBe(0);
  });

  it('that cannot be looked up fails all who wait for it, and is looked up anew', async () => {
    const { lease, limit } = world();
    let fails = true;
    const limits = new RateLimits(
      (asked) => (fails ? Promise.reject(new Error('away')) : lease(asked)),
      () => 0,
    );
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => take(limits, limit)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
    fails = false;
    expect(await take(limits, limit)).toBe(0);
  });
});
