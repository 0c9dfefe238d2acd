import { describe, expect, it } from '@jest/globals';
import { readMappings } from './read-mappings.js';

const MATCH = { target: 'userName', source: { attribute: 'mail' }, matchingPrecedence: 1 };

describe('a file of mappings', () => {
  it('has a target and a source in each', () => {
    const expression = { target: 'title', source: { expression: 'ToUpper([jobTitle])' }, apply: 'onlyOnCreate' };
    expect(readMappings([MATCH, expression, { target: 'userType', source: { constant: 'Employee' } }])).toEqual([
      { target: 'userName', source: { kind: 'direct', attribute: 'mail' }, matchingPrecedence: 1, apply: 'always' },
      {
        target: 'title',
        source: { kind: 'expression', expression: 'ToUpper([jobTitle])' },
        matchingPrecedence: null,
        apply: 'onlyOnCreate',
      },
      {
        target: 'userType',
        source: { kind: 'constant', value: 'Employee' },
        matchingPrecedence: null,
        apply: 'always',
      },
    ]);
  });

  it.each([
    [{}, 'are a list'],
    [[], 'nobody could be found'],
    [[null], 'mapping 1 is an object'],
    [[{ target: '' }], 'mapping 1: target'],
    [[{ ...MATCH, matchingPrecedence: 'x' }], 'matchingPrecedence is'],
    [[{ ...MATCH, apply: 'never' }], 'apply is'],
    [[{ target: 'title', source: {} }], 'an attribute, a constant or an expression'],
    [[{ target: 'title', source: { expression: 'Nothing' } }], 'no function call'],
  ])('%j is refused with a reason', (value, reason) => {
    expect(() => readMappings(value)).toThrow(reason);
  });
});
