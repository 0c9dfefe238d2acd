import { describe, expect, it } from '@jest/globals';
import {
  applyUserPatch,
  CUSTOM_USER_URN,
  customUserType,
  decodePatch,
  decodeUser,
  ENTERPRISE_USER_URN,
} from '../index.js';
import { ERRORS } from './error-table.js';
import { ScimError } from './error.js';
import { refusalPlace, type RefusalPlace } from './refusal-place.js';

const type = customUserType([{ name: 'Business Unit', type: 'option', description: '' }]);
const rules = { type, tolerance: 'strict' } as const;
const SECRET = 'Sécret.Person';

function placeOf(work: () => unknown): RefusalPlace {
  try {
    work();
  } catch (error) {
    if (error instanceof ScimError) return refusalPlace(error);
    throw error;
  }
  throw new Error('nothing was refused');
}

const body = (attributes: object) => () =>
  decodeUser({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada', ...attributes }, rules);
const patch = (operation: object) => () =>
  applyUserPatch(
    { userName: 'ada', active: true },
    decodePatch({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] }, rules),
  );

describe('where a refusal is, and by which rule', () => {
  it.each<[string, () => unknown, string | null, RegExp]>([
    ['a value of another type', body({ active: { SECRET } }), 'active', /expected true or false/],
    ['a missing name', body({ userName: '' }), 'userName', /required/],
    ['a value in an element', body({ emails: [{ value: 7 }] }), 'emails[0].value', /expected a string/],
    ['a label without a value', body({ emails: [{ type: 'work' }] }), 'emails[0].value', /required/],
    [
      'two primaries',
      body({
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      }),
      'emails',
      /primary/,
    ],
    [
      'an attribute of the enterprise',
      body({ [ENTERPRISE_USER_URN]: { department: {} } }),
      `${ENTERPRISE_USER_URN}:department`,
      /string/,
    ],
    [
      'a text beyond its bound',
      body({ [CUSTOM_USER_URN]: { 'Business Unit': 'x'.repeat(100_000) } }),
      `${CUSTOM_USER_URN}:Business Unit`,
      /\d+ characters/,
    ],
    ['an unknown attribute', body({ nickNme: SECRET }), 'nickNme', /none of the schemas/],
    [
      'an unknown name in an element',
      body({ emails: [{ value: 'a', colour: SECRET }] }),
      'emails[0].colour',
      /none of the schemas/,
    ],
    ['a name that could be anything', body({ [`${SECRET}@`]: 1 }), 'User', /none of the schemas/],
    ['a path of a PATCH', patch({ op: 'replace', path: SECRET, value: 'x' }), 'path', /names no attribute/],
    [
      'a sub-attribute behind a filter',
      patch({ op: 'replace', path: `emails[value eq "${SECRET}"].colour`, value: 'x' }),
      'emails',
      /sub-attribute/,
    ],
    [
      'a filter that selects nothing',
      patch({ op: 'replace', path: `emails[value eq "${SECRET}"].value`, value: 'x' }),
      'emails.value',
      /no value matches/,
    ],
    ['what the service sets', patch({ op: 'replace', path: 'id', value: SECRET }), 'id', /read-only/],
    ['what must stay', patch({ op: 'remove', path: 'userName' }), 'userName', /required/],
    ['an operation that is none', patch({ op: SECRET, path: 'title' }), null, /none of add, replace, remove/],
  ])('%s', (_what, work, path, rule) => {
    const place = placeOf(work);
    expect(place).toEqual({ path, rule: expect.stringMatching(rule) });
    expect(JSON.stringify(place)).not.toContain(SECRET);
  });

  it('is read from every form of a place, and never holds the filter of a path', () => {
    const at = (detail: string) => refusalPlace(new ScimError('invalid-path', detail)).path;
    expect(at('Operations[3].path: expected /Users.')).toBe('Operations[3].path');
    expect(at('members[12].value: required; send it.')).toBe('members[12].value');
    expect(at('emails[type eq "work"].value: longer than 5 characters.')).toBe('emails.value');
    expect(at(`urn:ietf:params:scim:schemas:extension:x:2.0:User:Start Date: not a date.`)).toBe(
      'urn:ietf:params:scim:schemas:extension:x:2.0:User:Start Date',
    );
    expect(at('The body is larger than 1 bytes; send less at once.')).toBeNull();
  });

  it('has a rule for every row of the table, without the remedy', () => {
    for (const [code, { when }] of Object.entries(ERRORS)) {
      const { rule } = refusalPlace(new ScimError(code as keyof typeof ERRORS));
      expect(when.startsWith(rule)).toBe(true);
      expect(rule.length).toBeGreaterThan(10);
    }
  });

  it('is bounded, whatever the detail holds', () => {
    const place = refusalPlace(new ScimError('invalid-path', `${'a'.repeat(100_000)}: ${'b'.repeat(100_000)}`));
    expect(place.path).toHaveLength(300);
    expect(place.rule).toHaveLength(300);
  });
});
