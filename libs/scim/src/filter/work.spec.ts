import { describe, expect, it } from '@jest/globals';
import {
  foldCase,
  matchesFilter,
  matchSteps,
  MAX_QUERY_WORK,
  MAX_SORT_KEY,
  parseFilter,
  parseSort,
  placeIn,
  shortPlace,
  shortPlaceIn,
  startQueryWork,
  USER_TYPE,
  type JsonObject,
  type QueryWork,
} from '../index.js';

const parsed = (text: string) => parseFilter(text, { type: USER_TYPE, tolerance: 'strict' }).filter;

const user = (numbers: number): JsonObject => ({
  userName: 'ada',
  phoneNumbers: Array.from({ length: numbers }, (_, at) => ({ value: `+49 170 ${at}`, type: 'Other' })),
});

const TERMS = Array.from({ length: 110 }, (_, at) => `phoneNumbers[value eq "A${at}"]`).join(' or ');

/** Units of work of each stretch between two steps. */
function stretches(text: string, resource: JsonObject, work: QueryWork): number[] {
  const found: number[] = [];
  const steps = matchSteps(parsed(text), resource, { work });
  for (let before = work.spent, step = steps.next(); ; step = steps.next()) {
    found.push(work.spent - before);
    before = work.spent;
    if (step.done === true) return found;
  }
}

describe('the work of a query', () => {
  it('is charged for each value that each term compares, and ends at MAX_QUERY_WORK', () => {
    const work = startQueryWork();
    const filter = parsed(TERMS);
    const all = (): void => {
      for (let resource = 0; resource < 40; resource += 1) {
        for (const steps = matchSteps(filter, user(1_000), { work }); steps.next().done !== true;);
      }
    };
    expect(all).toThrow(expect.objectContaining({ code: 'too-much-work', status: 400, scimType: 'tooMany' }));
    expect(work.spent).toBeLessThan(MAX_QUERY_WORK + 1_000);
  });

  it('may be interrupted after a few thousand units, whatever the filter', () => {
    for (const text of [
      TERMS,
      'phoneNumbers.value co "x" or phoneNumbers.value sw "y"',
      'not (phoneNumbers[value ew "1" and type eq "q"])',
      'phoneNumbers[not (value eq "z") and type eq "q"] and userName eq "ada"',
    ]) {
      const longest = Math.max(...stretches(text, user(1_000), startQueryWork(Infinity)));
      expect(longest).toBeLessThan(6_000);
    }
  });

  it('folds a stored value once for all terms that compare it', () => {
    const spentOn = (terms: number): number => {
      const text = Array.from({ length: terms }, (_, at) => `title eq "A${at}"`).join(' or ');
      const work = startQueryWork(Infinity);
      stretches(text, { userName: 'ada', title: 'x'.repeat(10_000) }, work);
      return work.spent;
    };
    expect(spentOn(100) - spentOn(1)).toBeLessThan(100 * 30);
  });

  it('leaves room for three terms over fifty thousand employees', () => {
    const work = startQueryWork();
    const filter = parsed('title eq "Chief" or name.familyName co "smith" or phoneNumbers.value sw "+44"');
    const employee: JsonObject = { ...user(2), title: 'Engineer', name: { familyName: 'Lovelace' } };
    for (let resource = 0; resource < 50_000; resource += 1) {
      work.read(1_500);
      for (const steps = matchSteps(filter, employee, { work }); steps.next().done !== true;);
    }
    expect(work.spent).toBeLessThan(MAX_QUERY_WORK);
  });
});

describe('a text that is sought in others', () => {
  it.each([
    ['aab', 'aaab', true],
    ['ab'.repeat(40), `${'ab'.repeat(39)}a${'ab'.repeat(40)}`, true],
    ['ab'.repeat(40), `${'ab'.repeat(39)}a`.repeat(9), false],
    [`${'a'.repeat(50)}b${'a'.repeat(50)}`, 'a'.repeat(500), false],
    [`${'a'.repeat(50)}b${'a'.repeat(50)}`, `${'a'.repeat(70)}b${'a'.repeat(50)}`, true],
    ['x'.repeat(65), 'x'.repeat(64), false],
    ['x'.repeat(65), `y${'x'.repeat(65)}`, true],
  ])('is found where it is: %s', (sought, title, expected) => {
    expect(title.includes(sought)).toBe(expected);
    expect(matchesFilter(parsed(`title co "${sought}"`), { title })).toBe(expected);
  });
});

describe('a place in the order', () => {
  it('has a key of at most MAX_SORT_KEY characters, of which as much is folded as it takes', () => {
    const sort = parseSort({ sortBy: 'title' }, USER_TYPE);
    if (sort === null) throw new Error('an order was asked for');
    const place = shortPlaceIn({ id: 'u1', title: `A${'\u00ad'.repeat(10)}${'B'.repeat(10_000)}` }, sort);
    expect(place).toEqual({ key: `a${'b'.repeat(MAX_SORT_KEY - 1)}`, id: 'u1' });
    expect(shortPlace(placeIn({ id: 'u1', title: 'C'.repeat(10_000) }, sort)).key).toBe('c'.repeat(MAX_SORT_KEY));
  });
});

describe('folding', () => {
  it('of a text of marks alone puts no more than thirty in order at once, and meets its other spelling', () => {
    const marks = '\u0301\u0316';
    // All of one kind would stand in a row if they were put in order together.
    expect(foldCase(`A${marks.repeat(8_000)}`).includes('\u0316'.repeat(100))).toBe(false);
    expect(foldCase(`A${marks.repeat(200)}`).includes('\u0316'.repeat(100))).toBe(true);
    expect(foldCase(`É${'x'.repeat(600)}`)).toBe(foldCase(`E\u0301${'x'.repeat(600)}`));
    expect(foldCase(`É${'x'.repeat(600)}`)).not.toContain('\u034f');
  });
});
