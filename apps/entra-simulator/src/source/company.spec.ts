import { describe, expect, it } from '@jest/globals';
import { company, DEPARTMENTS } from './company.js';

describe('the demonstration company', () => {
  const people = company(2_000);

  it('gives everyone a user name of their own, in ASCII', () => {
    expect(new Set(people.map((person) => person.userName)).size).toBe(people.length);
    for (const person of people) expect(person.userName).toMatch(/^[a-z-]+\.[a-z-]+\d*@contoso\.example$/);
  });

  it('is one tree under its head: every manager was there before their reports', () => {
    expect(people.filter((person) => person.manager === null).map((person) => person.number)).toEqual([0]);
    for (const { number, manager } of people) if (manager !== null) expect(manager).toBeLessThan(number);
  });

  it('gives a manager from the same department, and no more reports than a person can lead', () => {
    const reports = new Map<number, number>();
    for (const person of people.slice(1 + DEPARTMENTS.length)) {
      const manager = people[person.manager ?? -1];
      expect(manager?.department).toBe(person.department);
      reports.set(person.manager ?? -1, (reports.get(person.manager ?? -1) ?? 0) + 1);
    }
    expect(Math.max(...reports.values())).toBeLessThanOrEqual(6);
  });

  it('begins with the people of a smaller one', () => {
    expect(company(200)).toEqual(people.slice(0, 200));
  });

  it('writes names in many scripts', () => {
    const names = company(200)
      .map((person) => person.displayName)
      .join('');
    for (const script of ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Han', 'Hangul', 'Thai']) {
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    }
  });
});
