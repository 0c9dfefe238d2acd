import { describe, expect, it } from '@jest/globals';
import { BoundedMap } from './bounded-map.js';

describe('a bounded map', () => {
  it('lets go of what was set longest ago', () => {
    const map = new BoundedMap<string | undefined, number>(2);
    map.set(undefined, 1).set('b', 2).set(undefined, 3).set('c', 4);
    expect([...map]).toEqual([
      [undefined, 3],
      ['c', 4],
    ]);
  });
});
