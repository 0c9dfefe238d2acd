import { describe, expect, it } from '@jest/globals';
import { parametersOf } from './parameters.ts';

const NOTHING = { q: '', department: '', active: '' };

describe('the filter of people', () => {
  it('asks for nothing where nothing is said', () => {
    expect(parametersOf(NOTHING)).toEqual({});
  });

  it('searches for what was typed', () => {
    expect(parametersOf({ ...NOTHING, q: 'ada love', active: 'true' })).toEqual({ search: 'ada love', active: 'true' });
  });
});
