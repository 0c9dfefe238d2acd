import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Employee } from './employee.js';
import { evolveEmployee } from './evolve-employee.js';
import { likePatterns } from './like-patterns.js';
import { SEARCH_TEXT_LENGTH, searchable, searchText } from './searchable.js';
import { created, type Person } from './user-events.fixture.js';

describe('searchable text', () => {
  it.each([
    ['  Zoë \t Ångström ', 'zoe angstrom'],
    ['STRASSE', 'strasse'],
    ['Straße', 'strasse'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['Ренат', 'ренат'],
    ['ﬁne', 'fine'],
  ])('of %j is %j', (text, expected) => {
    expect(searchable(text)).toBe(expected);
  });

  it('of ASCII is what the folding of all text makes of it', () => {
    // A letter that is folded away sends the same text the long way.
    const folded = (text: string): string => searchable(`${text}\u0301`);
    const ascii = fc.string({ unit: fc.constantFrom(' ', '\t', 'a', 'B', 'z', '.', '@', '-', '~', '0') });
    fc.assert(fc.property(ascii, (text) => expect(searchable(text)).toBe(folded(text))));
  });

  it('is made of names and mail addresses, each on its line', () => {
    expect(textOf({ id: 'a', userName: 'ADA@x', displayName: 'Ada L', mail: 'ada@mail' })).toBe(
      'ada l\nada@x\nada@mail',
    );
  });

  it('is bounded', () => {
    expect(textOf({ id: 'a', displayName: 'x'.repeat(5_000) })).toHaveLength(SEARCH_TEXT_LENGTH);
  });
});

describe('a thousand mail addresses', () => {
  it('are looked at until the text is full', () => {
    const view = viewOf({ id: 'a', displayName: 'Ada' });
    let looked = 0;
    const emails = Array.from({ length: 1_000 }, (_, n) => ({
      get value() {
        looked += 1;
        return `${'x'.repeat(200)}${n}@example.com`;
      },
    }));
    const text = searchText({ ...view, resource: { ...view.resource, emails } });
    expect(text).toHaveLength(SEARCH_TEXT_LENGTH);
    expect(looked).toBeLessThan(10);
  });
});

describe('the patterns of a term', () => {
  it('are one per word, the longest first', () => {
    expect(likePatterns(' Ada  Lovelace ')).toEqual(['%lovelace%', '%ada%']);
  });

  it('look for wild cards as they are', () => {
    expect(likePatterns('100%_\\')).toEqual(['%100\\%\\_\\\\%']);
  });

  it('are none for nothing', () => {
    expect(likePatterns(' \t ')).toEqual([]);
  });

  it('are bounded in number', () => {
    expect(likePatterns('a '.repeat(100))).toHaveLength(8);
  });
});

function textOf(person: Person): string {
  return searchText(viewOf(person));
}

function viewOf(person: Person): Employee {
  const view = evolveEmployee(null, created(person));
  if (view?.kind !== 'employee') throw new Error('not an employee');
  return view;
}
