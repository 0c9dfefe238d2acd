import { describe, expect, it } from '@jest/globals';
import { parametersOf } from './parameters.ts';

const NOTHING = { person: '', path: '', value: '', type: '', outcome: '', requestId: '', from: '', to: '' };

describe('the filter of entries', () => {
  it('asks for nothing where nothing is said', () => {
    expect(parametersOf(NOTHING)).toEqual({});
  });

  it('takes a person by the beginning of a name or by id', () => {
    const id = '0198c0de-7a11-7000-8000-000000000001';
    expect(parametersOf({ ...NOTHING, person: 'ada', path: 'title' })).toEqual({ person: 'ada', path: 'title' });
    expect(parametersOf({ ...NOTHING, person: id })).toEqual({ resource: id });
  });
});
