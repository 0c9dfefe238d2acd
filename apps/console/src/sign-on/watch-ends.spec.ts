import { describe, expect, it } from '@jest/globals';
import { EndsWatch } from './watch-ends.js';

const FAILED = new Error('it cannot be told');

describe('the look for what ends soon', () => {
  it.each(['own', 'a', 'c'])('tells the others where %s cannot be told, and tells of that', async (failing) => {
    const told: string[] = [];
    const tell = (name: string): Promise<void> =>
      name === failing ? Promise.reject(FAILED) : Promise.resolve(void told.push(name));
    const pages = [['a', 'b'], ['c', 'd'], []];
    const watch = new EndsWatch({
      store: {
        ending: () => Promise.resolve(pages.shift() ?? []),
        remindOfSecret: tell,
        remindOfOwnApp: tell,
      },
      own: 'own',
    });
    await expect(watch.runOnce()).rejects.toBe(FAILED);
    expect(told).toEqual(['own', 'a', 'b', 'c', 'd'].filter((name) => name !== failing));
  });
});
