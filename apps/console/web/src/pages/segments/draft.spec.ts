import { describe, expect, it } from '@jest/globals';
import { faultsOf, placeIn } from './draft.ts';

const DRAFT = { name: 'engineers', filter: 'title co "engineer"', reason: '' };

describe('a segment that is written', () => {
  it('is as it should be', () => {
    expect(faultsOf(DRAFT, ['others'])).toEqual({ name: null, filter: null });
  });

  it.each(['', 'Engineers', 'a b', '-a', 'ä', 'a'.repeat(65)])('has no such name: %j', (name) => {
    expect(faultsOf({ ...DRAFT, name }, []).name).toBe('nameWrong');
  });

  it('does not take the place of another one of the same name', () => {
    expect(faultsOf(DRAFT, ['engineers']).name).toBe('nameTaken');
  });

  it('has a filter', () => {
    expect(faultsOf({ ...DRAFT, filter: '' }, []).filter).toBe('filterMissing');
  });
});

describe('the place of a fault', () => {
  it.each([
    ['The filter has an open quote at character 12.', 11],
    ['The filter cannot be read: the value at character 1 is none; quote it.', 0],
    ['The filter is longer than 2000 characters; shorten it.', null],
  ])('of “%s” is %s', (fault, place) => {
    expect(placeIn(fault)).toBe(place);
  });
});
