import { describe, expect, it } from '@jest/globals';
import { ALL_KINDS, KINDS, termsOf, type Searched } from './employee-terms.js';
import { searchWords, typedWords } from './search-words.js';

const named = (displayName: string, mail: string | null = null, title = ''): Searched => ({
  kind: 'employee',
  active: true,
  userName: 'u',
  displayName,
  title,
  department: null,
  mail,
  employeeNumber: null,
  resource: {} as Searched['resource'],
});

describe('the words of an employee', () => {
  it.each([
    ['of a letter that is written for several words', named('محمد ﷺ', null, "x'ﷺ")],
    ['of an address with such a letter', named('Ada', 'ﷺ@x.example')],
    ['of letters that become a space and a mark', named('ﱞ ﱟ ͺ x')],
    ['of half a character at the cut', named('Ada', `${'a'.repeat(63)}😀@x.example`)],
    ['of half characters that are stored as the same sign', named('Ada', '\ud83d@x.example', '\ud83e@x.example')],
    ['of spaces of every kind', named('a\u2003b\u00a0c\u3000d', 'e\u00a0f@x.example')],
  ])('have no white space, no half character, and none twice: %s', (_what, employee) => {
    const terms = termsOf(employee);
    const words = ALL_KINDS.flatMap((place) => terms?.words[KINDS[place] ?? 'name'] ?? []);
    expect(words.filter((word) => /\s/u.test(word) || word === '' || !word.isWellFormed())).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
    expect(terms?.pairs.filter((pair) => !/^\S+ \S+$/u.test(pair))).toEqual([]);
  });

  it('of a letter that is written for several words are found by these, and by itself', () => {
    const words = searchWords('ﷺ');
    for (const typed of ['ﷺ', 'صلى الله عليه وسلم'])
      for (const forms of typedWords(typed)) expect(forms.some((form) => words.has(form))).toBe(true);
  });

  it.each([
    "Jean-Luc O'Brien-Smith",
    'P42.abc@Mail.Contoso.example x.y',
    "`D'Arcy' -a- b-c-d e.fg 9-5 ..",
    `${'Long-'.repeat(30)}End`,
    'tab\tand\u0000control\u001fsigns A_B/C',
  ])('of plain letters are found as beside others: %j', (text) => {
    const beside = [...searchWords(`${text} ж`)].filter((word) => word !== 'ж' && word !== 'zh');
    expect([...searchWords(text)]).toEqual(beside);
    const { pairs = [] } = termsOf(named(text)) ?? {};
    const pairsBeside = termsOf(named(`${text} ж`))?.pairs ?? [];
    expect(pairsBeside).toEqual(expect.arrayContaining(pairs.slice(0, 2)));
  });

  it.each(["O'Brien", 'O´Brien', 'O’Brien', 'O＇Brien', 'Oʹbrien'])('of %s are the same', (name) => {
    expect([...searchWords(name)].sort()).toEqual(['brien', 'o', 'obrien']);
  });

  it('are of the first addresses alone, however few words these have, and of the user name', () => {
    const alike = Array.from({ length: 60 }, (_, n) => `${'x'.repeat(64)}${String(n).padStart(80, 'y')}@x.example`);
    const emails = [...alike, 'late@x.example'].map((value) => ({ type: 'work', value }));
    const words = termsOf({ ...named('Ada'), resource: { emails } as unknown as Searched['resource'] })?.words;
    expect(words?.name).toContain('x.example');
    expect(words?.name).not.toContain('late');
    expect(words?.private).toContain('u');
  });

  it('are made of the beginning of a word, which may be nothing but marks', () => {
    expect([...searchWords(`e${'\u0301'.repeat(300)}f`)]).toEqual(['e']);
    expect([...searchWords(`e${'\u0301'.repeat(200)}f`)]).toEqual(['ef']);
  });
});
