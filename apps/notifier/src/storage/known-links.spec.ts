import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { KnownLinks } from './known-links.js';
import { linkHash } from './link-token.js';

function links(known: readonly string[]) {
  const hashes = new Set(known.map((token) => linkHash(token).toString('hex')));
  const asked: number[] = [];
  let failure: Error | undefined;
  const query = ({ values: [given] }: { values: [readonly Buffer[]] }) => {
    asked.push(given.length);
    if (failure !== undefined) return Promise.reject(failure);
    const rows = given.map((hash) => ({ hash: hash.toString('hex') })).filter(({ hash }) => hashes.has(hash));
    return Promise.resolve({ rows });
  };
  const fail = (error?: Error): void => void (failure = error);
  return { asked, fail, of: new KnownLinks({ query } as unknown as Pick<Pool, 'query'>) };
}

describe('links that are looked up', () => {
  it('go by hundreds in a statement, and a right one is found among guesses', async () => {
    const { asked, of } = links(['right']);
    const guesses = Array.from({ length: 1_200 }, (_, n) => of.has(`guess-${n}`));
    const right = of.has('right');
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([false]));
    expect(await right).toBe(true);
    expect(asked).toEqual([1, 500, 500, 200]);
  });

  it('that could not be looked up fail, and the next ones are looked up', async () => {
    const { fail, of } = links(['right']);
    fail(new Error('away'));
    await expect(of.has('right')).rejects.toThrow('away');
    fail();
    expect(await of.has('right')).toBe(true);
  });
});
