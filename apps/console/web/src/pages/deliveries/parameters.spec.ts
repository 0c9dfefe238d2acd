import { describe, expect, it } from '@jest/globals';
import { masked, parametersOf } from './parameters.ts';

describe('the filter of deliveries', () => {
  it('asks for what the API knows, and for nothing else', () => {
    const id = '0198c0de-7a11-7000-8000-000000000001';
    expect(parametersOf({ status: '', personId: '', eventId: '' })).toEqual({});
    expect(parametersOf({ status: 'lost', personId: 'ada', eventId: '1' })).toEqual({});
    expect(parametersOf({ status: 'uncertain', personId: id, eventId: id })).toEqual({
      status: 'uncertain',
      personId: id,
      eventId: id,
    });
  });
});

it('shows of an address its first letter and its domain to who may not see it', () => {
  expect(masked('grace.hopper@contoso.example')).toBe('g…@contoso.example');
});
