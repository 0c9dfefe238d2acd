import { describe, expect, it } from '@jest/globals';
import { changesOf } from './differences.ts';

describe('what is otherwise at the later date', () => {
  it('is told path by path, also of what was assigned at one of them only', () => {
    const before = { title: 'Engineer', nickName: 'Ada' };
    const after = { title: 'Chief engineer', department: 'Research' };
    expect(changesOf({ before, after })).toEqual([
      { path: 'title', before: 'Engineer', after: 'Chief engineer' },
      { path: 'nickName', before: 'Ada', after: null },
      { path: 'department', before: null, after: 'Research' },
    ]);
  });

  it('is not told of who joined or left: the kind says it', () => {
    expect(changesOf({ before: null, after: { title: 'Engineer' } })).toEqual([]);
    expect(changesOf({ before: { title: 'Engineer' }, after: null })).toEqual([]);
  });
});
