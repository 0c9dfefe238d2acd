import { describe, expect, it } from '@jest/globals';
import { nameKeys, personNamed } from './person-named.js';

const nobody = { byId: null, byMail: [], byNumber: [] };

describe('who is named by a value', () => {
  it.each([
    [
      'is the one with that id, whoever else has it as mail or number',
      { byId: 'a', byMail: ['b'], byNumber: ['c'] },
      'a',
    ],
    ['is then the only one with that work address', { ...nobody, byMail: ['b'], byNumber: ['c'] }, 'b'],
    ['is then the only one with that number', { ...nobody, byNumber: ['c'] }, 'c'],
    [
      'is nobody when several have the address, whoever has the number',
      { ...nobody, byMail: ['b', 'd'], byNumber: ['c'] },
      null,
    ],
    ['is nobody when several have the number', { ...nobody, byNumber: ['c', 'd'] }, null],
    ['is nobody when nobody answers to it', nobody, null],
  ])('%s', (_what, candidates, expected) => {
    expect(personNamed<string>(candidates)).toBe(expected);
  });

  it('is looked up by the address as mails are compared, and by id and number to the letter', () => {
    expect(nameKeys(' Boss@Example.com')).toEqual({ value: ' Boss@Example.com', mailKey: 'boss@example.com' });
    expect(nameKeys('E-0042')).toEqual({ value: 'E-0042', mailKey: null });
    expect(nameKeys('')).toEqual({ value: '', mailKey: null });
    expect(nameKeys('anna#EXT#@contoso.example').mailKey).toBeNull();
  });
});
