import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { searchable } from './searchable.js';

describe('searchable text', () => {
  it.each([
    ['  Zoë \t Ångström ', 'zoe angstrom'],
    ['STRASSE', 'strasse'],
    ['Straße', 'strasse'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['Ренат', 'ренат'],
    ['ﬁne', 'fine'],
    ['Łukasz Ødegård Đorđević', 'lukasz odegard dordevic'],
    ['Æther Œuvre Þór Ħal', 'aether oeuvre thor hal'],
    ['İstanbul ıssız', 'istanbul issiz'],
    ['Ёлкин Йод', 'елкин иод'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّــد', 'محمد'],
    // Where a mark is a letter it stays.
    ['नेहा', 'नेहा'],
    ['が', 'が'],
    ['カタカナ', 'かたかな'],
    ['ｶﾞ', 'が'],
    ['한글', '한글'],
    ['น้ำ', 'น้ํา'],
  ])('of %j is %j', (text, expected) => {
    expect(searchable(text)).toBe(expected);
  });

  it('of ASCII is what the folding of all text makes of it', () => {
    // A letter that is folded away sends the same text the long way.
    const folded = (text: string): string => searchable(`${text}\u0640`);
    const ascii = fc.string({ unit: fc.constantFrom(' ', '\t', 'a', 'B', 'z', '.', '@', '-', '~', '0') });
    fc.assert(fc.property(ascii, (text) => expect(searchable(text)).toBe(folded(text))));
  });
});
