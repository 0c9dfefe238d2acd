import { describe, expect, it } from '@jest/globals';
import { countedOf, listedBy } from './parameters.ts';

const NOTHING = { q: '', leavers: '', department: '', active: '', segment: '', sort: '' };

describe('the filter of people', () => {
  it('asks for nothing where nothing is said', () => {
    expect(listedBy(NOTHING)).toEqual({ by: 'list', query: {} });
  });

  it('is ranked by the search for what was typed, without leavers', () => {
    expect(listedBy({ ...NOTHING, q: 'ada love', active: 'false', sort: 'name' })).toEqual({
      by: 'search',
      query: { q: 'ada love' },
    });
  });

  it('finds leavers when asked to', () => {
    expect(listedBy({ ...NOTHING, q: 'ada', leavers: 'true' })).toEqual({
      by: 'search',
      query: { q: 'ada', leavers: 'true' },
    });
  });

  it.each([
    ['', { search: 'ada', department: 'Design', active: 'true' }],
    ['true', { search: 'ada', department: 'Design' }],
  ])('narrows the list where a department is said, too (leavers: %j)', (leavers, query) => {
    expect(listedBy({ ...NOTHING, q: 'ada', department: 'Design', leavers })).toEqual({ by: 'list', query });
  });

  it('orders the list, which a search is not', () => {
    expect(listedBy({ ...NOTHING, active: 'true', sort: 'name' })).toEqual({
      by: 'list',
      query: { active: 'true', sort: 'name' },
    });
  });

  it('is a segment before all else', () => {
    expect(listedBy({ ...NOTHING, q: 'ada', segment: 'engineers' })).toEqual({ by: 'segment', name: 'engineers' });
  });

  it('counts of whom the list is, without what the counts do not know', () => {
    expect(countedOf({ ...NOTHING, active: 'true', sort: 'name', leavers: 'true' })).toEqual({ active: 'true' });
  });
});
