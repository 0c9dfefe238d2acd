import { describe, expect, it } from '@jest/globals';
import { generateSource } from '../source/generate.js';
import type { SourceUser } from '../source/source.js';
import { DEFAULT_USER_MAPPING } from './default-mapping.js';
import { mapUser } from './map-user.js';

const [first] = generateSource({ seed: 1, users: 1, groups: 0 }).users.values();
const somebody = (changes: Partial<SourceUser>): SourceUser => {
  if (first === undefined) throw new Error('nobody');
  return { ...first, ...changes };
};
const map = (changes: Partial<SourceUser>, isSoftDeleted = false) =>
  mapUser(DEFAULT_USER_MAPPING, somebody(changes), { isSoftDeleted }).values;

describe('the default mapping', () => {
  it('gives what the documentation of Entra lists', () => {
    const values = map({
      userPrincipalName: 'ada@contoso.example',
      givenName: 'Ada',
      surname: 'L',
      mail: 'a@x.example',
    });
    expect(Object.fromEntries(values)).toMatchObject({
      userName: 'ada@contoso.example',
      active: 'True',
      'name.formatted': 'Ada L',
      'emails[type eq "work"].value': 'a@x.example',
    });
  });

  it('strips what a guest’s name has of the tenant', () => {
    expect(map({ userPrincipalName: 'a_b.example#EXT#@contoso.example' }).get('userName')).toBe('a_b.example');
  });

  it('leaves out what is empty at the source', () => {
    expect(map({ mail: null, jobTitle: '' })).not.toContain('title');
    expect([...map({ mail: null }).keys()]).not.toContain('emails[type eq "work"].value');
  });

  it('makes whoever is softly deleted inactive', () => {
    expect(map({}, true).get('active')).toBe('False');
  });

  it('leaves out a mapping that cannot be evaluated, and says which', () => {
    const source = { kind: 'expression', expression: 'Nothing()' } as const;
    const mappings = [{ target: 'title', source, matchingPrecedence: null, apply: 'always' } as const];
    expect(mapUser(mappings, somebody({}), { isSoftDeleted: false })).toEqual({
      values: new Map(),
      problems: ['title: there is no function Nothing'],
    });
  });
});
