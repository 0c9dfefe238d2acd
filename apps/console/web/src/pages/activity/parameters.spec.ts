import { describe, expect, it } from '@jest/globals';
import { parametersOf } from './parameters.ts';

const NOTHING = { requestId: '', person: '', code: '', connection: '', from: '', to: '' };

describe('the filter of requests', () => {
  it('asks for nothing where nothing is said', () => {
    expect(parametersOf(NOTHING)).toEqual({});
  });

  it('takes a person by name or by id', () => {
    const id = '0198c0de-7a11-7000-8000-000000000001';
    expect(parametersOf({ ...NOTHING, person: 'ada@contoso.example' })).toEqual({ userName: 'ada@contoso.example' });
    expect(parametersOf({ ...NOTHING, person: id, code: 'brake' })).toEqual({ resourceId: id, code: 'brake' });
  });
});
