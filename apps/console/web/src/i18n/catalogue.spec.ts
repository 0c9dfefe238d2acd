import { describe, expect, it } from '@jest/globals';
import { catalogue, translator } from './catalogue.ts';

const TEXTS = catalogue(
  { people: { one: '{count} person', other: '{count} people' }, hello: 'Hello {name}, and {name}' },
  { people: { one: '{count} Person', other: '{count} Personen' }, hello: 'Hallo {name} und {name}' },
);

describe('a translation', () => {
  it('has the plural form and the figures of its language', () => {
    expect([1, 12_345].map((count) => translator(TEXTS, 'en')('people', { count }))).toEqual([
      '1 person',
      '12,345 people',
    ]);
    expect(translator(TEXTS, 'de')('people', { count: 12_345 })).toBe('12.345 Personen');
  });

  it('puts in what it is given each time, and shows a value that was forgotten', () => {
    expect(translator(TEXTS, 'en')('hello', { name: '{count} $& Ada' })).toBe(
      'Hello {count} $& Ada, and {count} $& Ada',
    );
    expect(translator(TEXTS, 'en')('hello')).toBe('Hello {name}, and {name}');
  });

  it('is told from one that is missing in the pseudo-locale, and keeps its values', () => {
    expect(translator(TEXTS, 'en-XA')('hello', { name: 'Ada' })).toMatch(/^\[Héllö Ada, åñd Ada( ~~~~)+\]$/);
  });
});
