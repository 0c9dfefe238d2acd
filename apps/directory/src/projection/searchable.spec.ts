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

  // Letter by letter and mark by mark, as the rule is said.
  const UNMARKED =
    /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]\p{M}*)\p{M}/gu;

  it('has the marks of no script that takes them for decoration, and all of the others', () => {
    const letter = fc.constantFrom('a', 'Ω', 'я', 'ש', 'م', 'क', '-', '\u05b0', '\u0650', '\u0301', '\u0323', '\u093c');
    fc.assert(
      fc.property(fc.string({ unit: letter }), (text) => {
        expect(searchable(text)).toBe(searchable(text.normalize('NFKD').replace(UNMARKED, '')));
      }),
    );
  });

  it.each([
    ['a letter', 'a'],
    ['a letter whose marks stay', 'क'],
    ['nothing', ''],
  ])('costs no more than it is long: titles of nothing but marks behind %s', (_what, letter) => {
    const began = process.cpuUsage();
    for (const marks of ['\u0301', '\u0301\u0323', '\u05b0', '\u093c\u0301\u0334']) {
      const text = letter + marks.repeat(16_000 / marks.length);
      for (let n = 0; n < 3; n += 1) expect(searchable(text).length).toBeLessThanOrEqual(text.length);
    }
    // A look back from each mark took 12 to 48 s; this takes 0.2.
    expect(process.cpuUsage(began).user).toBeLessThan(6_000_000);
  });
});
