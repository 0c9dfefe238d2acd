import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { createLogger, FailedCredentials, TooManyFailures, UNAUTHENTICATED } from './index.js';
import { clientAddresses } from './client-address.js';
import { MAX_COUNTERS, type Failure } from './failed-credentials.js';

let now = 0;
let lines: string[] = [];
let failures: FailedCredentials;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'setImmediate', 'queueMicrotask'] });
  now = 0;
  lines = [];
  failures = new FailedCredentials({
    surface: 'test',
    logger: createLogger('test', { destination: { write: (line) => void lines.push(line) } }),
    strangers: { clientOf: clientAddresses(), perMinute: 10 },
    now: () => now,
  });
});
afterEach(() => {
  jest.useRealTimers();
});

/** What is read of a request. */
const requestFrom = (remoteAddress: string): FastifyRequest =>
  ({ id: 'request', raw: { socket: { remoteAddress }, headers: {} } }) as unknown as FastifyRequest;

/** Seconds of Retry-After; 0: it was answered 401. */
function fail(remoteAddress: string, failure: Failure = { reason: 'wrong' }): number {
  const answer = failures.refusal(requestFrom(remoteAddress), failure, UNAUTHENTICATED);
  return answer instanceof TooManyFailures ? answer.retryAfter : 0;
}

function times(count: number, work: () => number): readonly number[] {
  return Array.from({ length: count }, work);
}

describe('failed credentials of an address', () => {
  it('are answered 401 up to the allowance, then 429 with the time until the next', () => {
    expect(times(10, () => fail('203.0.113.1'))).toEqual(Array(10).fill(0));
    const isSlowed = () => ['203.0.113.1', '203.0.113.2'].map((from) => failures.isSlowed(requestFrom(from)));
    expect([isSlowed(), isSlowed()]).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(times(2, () => fail('203.0.113.1'))).toEqual([6, 6]);
    expect(fail('203.0.113.2')).toBe(0);
    now = 6_000;
    expect(isSlowed()).toEqual([false, false]);
    expect(times(2, () => fail('203.0.113.1'))).toEqual([0, 6]);
    now = 66_000;
    expect(times(11, () => fail('203.0.113.1'))).toEqual([...Array(10).fill(0), 6]);
  });

  it('are those of its /64 in IPv6', () => {
    times(10, () => fail('2001:db8::1'));
    expect(fail('2001:db8:0:0:ffff::2')).toBe(6);
    expect(fail('2001:db8:0:1::1')).toBe(0);
    times(10, () => fail('::ffff:203.0.113.1'));
    expect(fail('203.0.113.1')).toBe(6);
  });

  it('are not what came without any: nothing was guessed', () => {
    expect(times(30, () => fail('203.0.113.1', { reason: 'missing' }))).toEqual(Array(30).fill(0));
    expect(fail('203.0.113.1')).toBe(0);
  });

  it('are not forgotten for a flood of other addresses, which share what is left', () => {
    times(11, () => fail('203.0.113.1'));
    const flood = Array.from({ length: MAX_COUNTERS + 50 }, (_, at) =>
      fail(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`),
    );
    expect(flood.filter((seconds) => seconds > 0)).toHaveLength(41);
    expect(fail('203.0.113.1')).toBe(6);
    // A minute later those that have nothing to say make room.
    now = 60_000;
    expect(fail('198.51.100.1')).toBe(0);
  });
});

describe('their trail', () => {
  const told = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('is the first at once, and how many more a minute later', () => {
    const clientId = '0198c0de-0000-7000-8000-000000000001';
    for (const end of [1, 2, 3, 4]) fail(`203.0.113.${end}`, { reason: 'expired', clientId });
    expect(told()).toEqual([
      expect.objectContaining({
        msg: 'credentials failed',
        level: 'warn',
        surface: 'test',
        network: '203.0.113.0/24',
        reason: 'expired',
        clientId,
        failures: 1,
      }),
    ]);
    jest.advanceTimersByTime(60_000);
    expect(told()[1]).toMatchObject({ network: '203.0.113.0/24', reason: 'expired', clientId, failures: 3 });
    jest.advanceTimersByTime(60_000);
    expect(told()).toHaveLength(2);
  });

  it('shows no client that is no id, and no whole address', () => {
    fail('2001:db8:1:2::3', { reason: 'unknown', clientId: 'secret-in-the-wrong-field' });
    expect(lines.join('')).not.toMatch(/secret-in|2001:db8:1:2/);
    expect(told()[0]).toMatchObject({ network: '2001:db8:1::/48' });
  });

  it('is no longer for more networks, and says how many were left out', () => {
    for (let at = 0; at < 500; at += 1) fail(`10.${at >> 8}.${at & 255}.1`);
    expect(told()).toHaveLength(60);
    jest.advanceTimersByTime(60_000);
    expect(told()).toHaveLength(61);
    expect(told()[60]).toMatchObject({ network: 'others', failures: 440 });
  });
});
