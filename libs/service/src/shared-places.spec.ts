import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ActiveTenants } from './active-tenants.js';
import { ShareExceeded } from './share-exceeded.js';
import { SharedPlaces, type PlacesOptions } from './shared-places.js';

let now = 0;
beforeEach(() => {
  now = 0;
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const places = (over: Partial<PlacesOptions> = {}, active?: ActiveTenants): SharedPlaces =>
  new SharedPlaces(
    { kind: 'list', places: 2, placesOfTenant: 1, waiting: 20, waitingOfTenant: 10, waitMs: 10_000, ...over },
    () => now,
    active,
  );

/** Work that takes so many seconds by the clock of the test, and ends when it is told. */
function work(seconds: number): { readonly run: () => Promise<string>; readonly end: () => void; begun: boolean } {
  const { promise, resolve } = Promise.withResolvers<string>();
  const piece = {
    begun: false,
    run: () => {
      piece.begun = true;
      return promise;
    },
    end: () => {
      now += seconds * 1_000;
      resolve('done');
    },
  };
  return piece;
}

const settled = (): Promise<unknown> => jest.advanceTimersByTimeAsync(1);

describe('shared places', () => {
  it('are there for a neighbour while one tenant has all that it may have, and more waiting', async () => {
    const shared = places();
    const [busy, next, calm] = [work(5), work(5), work(0)];
    const all = [shared.run({ tenantId: 'busy' }, busy.run), shared.run({ tenantId: 'busy' }, next.run)];
    all.push(shared.run({ tenantId: 'calm' }, calm.run));
    await settled();
    expect([busy.begun, next.begun, calm.begun]).toEqual([true, false, true]);
    for (const piece of [busy, next, calm]) piece.end();
    expect(await Promise.all(all)).toEqual(['done', 'done', 'done']);
  });

  it('refuse a tenant beyond its seconds while another wants places, and say when to come back', async () => {
    const shared = places({ seconds: { perSecond: 0.5, burst: 2 } });
    const long = work(7);
    const first = shared.run({ tenantId: 'busy' }, long.run);
    await settled();
    long.end();
    await first;
    // Alone it may go on.
    expect(() => shared.admit('busy')).not.toThrow();
    const neighbour = work(0);
    const other = shared.run({ tenantId: 'calm' }, neighbour.run);
    const exceeded = expect.objectContaining({ code: 'SHARE_EXCEEDED', kind: 'list', retryAfter: 10 });
    expect(() => shared.admit('busy')).toThrow(exceeded);
    expect(() => shared.admit('calm')).not.toThrow();
    now += 10_000;
    expect(() => shared.admit('busy')).not.toThrow();
    neighbour.end();
    await other;
  });

  it('refuse a tenant that has used its seconds of the thread while others are there, whatever these want', () => {
    const active = new ActiveTenants(() => now);
    const seconds = { perSecond: 0.5, burst: 2 };
    const shared = places({ seconds }, active);
    active.note('busy');
    shared.chargeThread('busy', 6_000);
    // Alone it may go on.
    expect(() => shared.admit('busy')).not.toThrow();
    active.note('calm');
    active.note('busy');
    expect(() => shared.admit('busy')).toThrow(expect.objectContaining({ code: 'SHARE_EXCEEDED', retryAfter: 8 }));
    expect(() => shared.admit('calm')).not.toThrow();
    now += 1_500;
    expect(() => shared.admit('busy')).not.toThrow();
    active.note('calm');
    expect(() => shared.admit('busy')).toThrow(ShareExceeded);
    now += 8_000;
    active.note('calm');
    expect(() => shared.admit('busy')).not.toThrow();
  });

  it('refuse what waits too long, and what is too much of one tenant', async () => {
    const shared = places({ waitingOfTenant: 1 });
    const long = work(1);
    const running = shared.run({ tenantId: 'busy' }, long.run);
    const late = expect(shared.run({ tenantId: 'busy' }, long.run)).rejects.toThrow(ShareExceeded);
    await expect(shared.run({ tenantId: 'busy' }, long.run)).rejects.toThrow(ShareExceeded);
    await jest.advanceTimersByTimeAsync(10_000);
    await late;
    long.end();
    await running;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are not taken for a client that has gone', async () => {
    const shared = places();
    const [long, never] = [work(1), work(1)];
    const running = shared.run({ tenantId: 'busy' }, long.run);
    const client = new AbortController();
    const left = expect(shared.run({ tenantId: 'busy', gone: client.signal }, never.run)).rejects.toThrow('gone');
    client.abort(new Error('gone'));
    await left;
    long.end();
    await running;
    expect([never.begun, jest.getTimerCount()]).toEqual([false, 0]);
  });

  it('are given back by work that fails', async () => {
    const shared = places();
    await expect(shared.run({ tenantId: 'a' }, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await shared.run({ tenantId: 'a' }, () => Promise.resolve(1))).toBe(1);
  });
});
