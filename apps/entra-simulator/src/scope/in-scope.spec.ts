import { describe, expect, it } from '@jest/globals';
import { generateSource } from '../source/generate.js';
import { checkScope, isInScope } from './in-scope.js';
import type { ScopingClause, ScopingOperator } from './scoping-filter.js';

const [first] = generateSource({ seed: 1, users: 1, groups: 0 }).users.values();
if (first === undefined) throw new Error('nobody');
const user = {
  ...first,
  department: 'Sales',
  jobTitle: null,
  accountEnabled: true,
  extensionAttributes: { extensionAttribute1: '12' },
};
const clause = (attribute: string, operator: ScopingOperator, value = ''): ScopingClause => ({
  attribute,
  operator,
  value,
});

describe('a scoping filter', () => {
  it.each([
    [clause('department', 'EQUALS', 'Sales'), true],
    [clause('department', 'EQUALS', 'sales'), false],
    [clause('department', 'NOT EQUALS', 'Sales'), false],
    [clause('accountEnabled', 'IS TRUE'), true],
    [clause('accountEnabled', 'IS FALSE'), false],
    [clause('jobTitle', 'IS NULL'), true],
    [clause('department', 'IS NOT NULL'), true],
    [clause('department', 'REGEX MATCH', '^S.l'), true],
    [clause('department', 'NOT REGEX MATCH', '^S.l'), false],
    [clause('extensionAttribute1', 'GREATER_THAN', '11'), true],
    [clause('extensionAttribute1', 'GREATER_THAN', '12'), false],
    [clause('extensionAttribute1', 'GREATER_THAN_OR_EQUALS', '12'), true],
    [clause('department', 'INCLUDES', 'ALE'), true],
    [clause('department', 'ENDS_WITH', 'les'), true],
    [clause('extensionAttribute1', '&', '4'), true],
    [clause('extensionAttribute1', '!&', '3'), true],
  ])('%j', (one, expected) => {
    expect(isInScope([[one]], user)).toBe(expected);
  });

  it('holds when all its clauses do, and one of several is enough', () => {
    const [yes, no] = [clause('department', 'EQUALS', 'Sales'), clause('department', 'EQUALS', 'Legal')];
    expect([isInScope([], user), isInScope([[yes, no]], user), isInScope([[no], [yes]], user)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([
    [clause('manager', 'IS NULL'), 'cannot be used'],
    [clause('department', 'SOUNDS LIKE' as ScopingOperator), 'one of the operators'],
    [clause('department', 'REGEX MATCH', '(a+)+$'), 'repeats what repeats'],
  ])('%j is refused with a reason', (one, reason) => {
    expect(() => checkScope([[one]])).toThrow(reason);
  });
});
