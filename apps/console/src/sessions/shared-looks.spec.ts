import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SharedLooks } from './shared-looks.js';

function looks() {
  const begun: { readonly key: string; answer(found: string): void; fail(error: Error): void }[] = [];
  const of = new SharedLooks<string>((key) => new Promise((answer, fail) => begun.push({ key, answer, fail })));
  return { begun, of };
}

describe('looks that many ask for', () => {
  it('are one at a time for a key, and whoever comes meanwhile shares the next', async () => {
    const { begun, of } = looks();
    const first = of.of('a');
    const others = Array.from({ length: 63 }, () => of.of('a'));
    expect(begun).toHaveLength(1);
    begun[0]?.answer('before');
    expect(await first).toBe('before');
    await nextRound();
    expect(begun).toHaveLength(2);
    begun[1]?.answer('after');
    expect(new Set(await Promise.all(others))).toEqual(new Set(['after']));
  });

  it('tell nobody what was found before they asked', async () => {
    const { begun, of } = looks();
    const first = of.of('a');
    begun[0]?.answer('there');
    const second = of.of('a');
    expect(await first).toBe('there');
    await nextRound();
    begun[1]?.answer('gone');
    expect(await second).toBe('gone');
  });

  it('wait for no other key', () => {
    const { begun, of } = looks();
    void of.of('a');
    void of.of('b');
    expect(begun.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('begin anew after one that failed, and fail for those alone who waited for it', async () => {
    const { begun, of } = looks();
    const [first, second] = [of.of('a'), of.of('a')];
    begun[0]?.fail(new Error('no connection'));
    await expect(first).rejects.toThrow('no connection');
    await nextRound();
    begun[1]?.answer('there');
    expect(await second).toBe('there');
    await nextRound();
    const third = of.of('a');
    begun[2]?.answer('still there');
    expect(await third).toBe('still there');
  });
});
