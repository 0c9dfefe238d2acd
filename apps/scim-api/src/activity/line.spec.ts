import { describe, expect, it } from '@jest/globals';
import { hashValueBy } from './hash-value.js';
import { pathsIn } from './item.js';
import { changedIn } from './line.js';

const TENANT = '0190a1b2-0000-7000-8000-00000000000a';

describe('what changed', () => {
  const hashValue = hashValueBy('a'.repeat(32));
  const changed = (before: unknown, after: unknown) => changedIn(TENANT, [{ path: 'title', before, after }], hashValue);

  it('is a path with a hash of the value before and of the one after, and no value', () => {
    const text = changed('Countess', 'Dean');
    expect(text).toMatch(/^title\t[0-9a-f]{16}\t[0-9a-f]{16}$/);
    expect(changed('Countess', null)).toMatch(/^title\t[0-9a-f]{16}\t$/);
    expect(pathsIn(text)).toEqual(['title']);
  });

  it('is the paths alone of what somebody was created with', () => {
    expect(changed(null, 'Dean')).toBe('title');
    expect(pathsIn('title\nactive')).toEqual(['title', 'active']);
  });

  it('tells that a value came back, and nobody without the secret which it was', () => {
    const [there, back] = [changed('A', 'B').split('\t'), changed('B', 'A').split('\t')];
    expect(there[1]).toBe(back[2]);
    expect(there[2]).toBe(back[1]);
    const other = changedIn(TENANT, [{ path: 'title', before: 'A', after: 'B' }], hashValueBy('b'.repeat(32)));
    expect(other.split('\t')[1]).not.toBe(there[1]);
    expect(hashValue(TENANT, 'title', 'A')).not.toBe(hashValue(TENANT, 'nickName', 'A'));
    expect(hashValue(TENANT, 'x', ['A'])).not.toBe(hashValue(TENANT, 'x', '["A"]'));
  });
});
