import { describe, expect, it } from '@jest/globals';
import { judgePerson } from './person.js';

describe('the person of an account', () => {
  it.each([
    ['unasked', true, { person: 'known', ends: null }],
    ['unasked', false, { person: 'known', ends: 'person inactive' }],
    ['unasked', undefined, { person: 'unknown', ends: null }],
    ['unknown', undefined, { person: 'unknown', ends: null }],
    ['unknown', true, { person: 'known', ends: null }],
    ['known', true, { person: 'known', ends: null }],
    ['known', false, { person: 'known', ends: 'person inactive' }],
    ['known', undefined, { person: 'known', ends: 'person gone' }],
  ] as const)('who was %s and is active: %s', (person, isActive, verdict) => {
    expect(judgePerson({ person }, isActive)).toEqual(verdict);
  });
});
