import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HeldBytes } from './held-bytes.js';
import { ShareExceeded } from './share-exceeded.js';
import { BYTES_WAIT_MS, MAX_WAITING_FOR_BYTES_OF_TENANT, MemoryShares } from './shares.js';

const MIB = 1_048_576;
const settings = {
  SHARED_BYTES: 128 * MIB,
  TENANT_SHARE_BYTES: 16 * MIB,
  TENANT_SHARE_LIST_SECONDS: 0.5,
};

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const settled = (): Promise<unknown> => jest.advanceTimersByTimeAsync(1);

describe('shares of memory', () => {
  it('lend a tenant that is alone nearly all, and keep the share of whoever comes', async () => {
    const shares = new MemoryShares(settings);
    await shares.open('busy').add(80 * MIB);
    const more = shares.open('busy').add(3 * MIB);
    const refused = expect(more).rejects.toThrow(ShareExceeded);
    // What is small does not wait for what is large.
    for (let at = 0; at < 8; at += 1) await shares.open('busy').add(2 * MIB);
    await Promise.all(['calm', 'quiet'].map((tenant) => shares.open(tenant).add(16 * MIB)));
    expect(shares.held).toBe(128 * MIB);
    await jest.advanceTimersByTimeAsync(BYTES_WAIT_MS);
    await refused;
  });

  it('give what comes back to who holds least', async () => {
    const shares = new MemoryShares(settings);
    const first = shares.open('busy');
    await first.add(70 * MIB);
    const begun: string[] = [];
    for (const tenant of ['busy', 'busy', 'calm']) {
      void shares
        .open(tenant)
        .add(20 * MIB)
        .then(() => begun.push(tenant));
    }
    await settled();
    expect(begun).toEqual([]);
    first.shrink(55 * MIB);
    await settled();
    expect(begun).toEqual(['calm']);
    first.close();
    await settled();
    expect(begun).toEqual(['calm', 'busy', 'busy']);
  });

  it('let a large one that waits not be overtaken by loans of others', async () => {
    const shares = new MemoryShares(settings);
    const held = shares.open('a');
    await held.add(50 * MIB);
    let large = false;
    void shares
      .open('b')
      .add(48 * MIB)
      .then(() => (large = true));
    const small = shares.open('c').add(20 * MIB);
    await shares.open('d').add(10 * MIB);
    held.close();
    await settled();
    expect(large).toBe(true);
    await small;
  });

  it('refuse what waits beyond a tenant’s bound at once, and give up what its client left', async () => {
    const shares = new MemoryShares(settings);
    const held = shares.open('busy');
    await held.add(80 * MIB);
    const waiting = Array.from({ length: MAX_WAITING_FOR_BYTES_OF_TENANT }, () => {
      const hold = shares.open('busy');
      return { hold, settled: hold.add(3 * MIB).catch((error: unknown) => error) };
    });
    await expect(shares.open('busy').add(3 * MIB)).rejects.toThrow(ShareExceeded);
    for (const { hold } of waiting) hold.close();
    await Promise.all(waiting.map((one) => one.settled));
    held.close();
    expect([shares.held, jest.getTimerCount()]).toEqual([0, 0]);
  });

  it('hold what is answered after a write whatever there is, and refuse the answer to a question', async () => {
    const shares = new MemoryShares(settings);
    await shares.open('busy').add(80 * MIB);
    const [written, asked] = [shares.open('busy'), shares.open('busy')];
    written.force(3 * MIB);
    expect(() => asked.reach(3 * MIB)).toThrow(ShareExceeded);
    expect(() => shares.open('calm').reach(3 * MIB)).not.toThrow();
    written.close();
    written.close();
    expect(shares.held).toBe(83 * MIB);
  });

  it('keep what is small from waiting for a list of the same request’s tenant', async () => {
    const shares = new MemoryShares(settings);
    for (let at = 0; at < 9; at += 1) {
      const search = shares.open('busy');
      // The body of a search, and then its page.
      await search.add(1_000);
      await search.add(8 * MIB);
      search.settle(MIB, { refuses: true });
      void search.add(7 * MIB);
    }
    await shares.open('busy').add(MIB);
    expect(shares.held).toBeGreaterThanOrEqual(72 * MIB);
  });

  it('say of what can never fit that it cannot', () => {
    const shares = new MemoryShares(settings);
    expect([shares.canEverFit(80 * MIB), shares.canEverFit(80 * MIB + 1)]).toEqual([true, false]);
  });

  it('hold no more than all, and always a neighbour’s own share (random, 20 seeds)', () => {
    for (let seed = 1; seed <= 20; seed += 1) expect([seed, ...crowd(seed)]).toEqual([seed]);
  });
});

/** Three tenants that take and give at random. Returns what was broken. */
function crowd(seed: number): Set<string> {
  let state = seed;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const held = new HeldBytes({ all: 128, ofTenant: 16, lent: 96, waitingOfTenant: 10 });
  const taken: [string, number][] = [];
  const broken = new Set<string>();
  for (let step = 0; step < 1_000; step += 1) {
    const [tenant, bytes] = [`t${Math.floor(random() * 3)}`, 1 + Math.floor(random() * 40)];
    if (held.take(tenant, bytes)) taken.push([tenant, bytes]);
    else if (random() < 0.3) held.wait(tenant, bytes, () => void taken.push([tenant, bytes]));
    const [leaving] = random() < 0.5 ? taken.splice(Math.floor(random() * taken.length), 1) : [];
    if (leaving !== undefined) held.give(...leaving);
    if (held.all > 128) broken.add('too much is held');
    if (held.all !== taken.reduce((sum, [, size]) => sum + size, 0)) broken.add('it is counted wrong');
    // Two shares are kept: what others borrow does not reach into them, only their own shares do.
    if (held.all > 112) continue;
    if (held.take('neighbour', 16)) held.give('neighbour', 16);
    else broken.add('the neighbour has no share');
  }
  return broken;
}
