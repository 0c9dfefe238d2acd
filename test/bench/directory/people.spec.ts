import { describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER_URN } from '#contracts';
import { NAME_POOLS } from './names.js';
import { companyOf } from './people.js';

const PEOPLE = 3_000;

describe('the company of the bench', () => {
  const company = companyOf(PEOPLE);
  const events = [...company.events()];

  it('is the same whenever it is asked for, and everybody in it is another', () => {
    expect([...companyOf(PEOPLE).events()]).toEqual(events);
    expect(new Set(events.map(({ subject }) => subject)).size).toBe(PEOPLE);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('has nine scripts, and eight levels below one head', () => {
    const people = Array.from({ length: PEOPLE }, (_, n) => n);
    expect(new Set(people.map((n) => company.name(n).script)).size).toBe(NAME_POOLS.length);
    expect(NAME_POOLS).toHaveLength(9);
    expect(new Set(people.map((n) => company.level(n)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    const levels = new Map(people.map((n) => [company.id(n), company.level(n)]));
    for (const { subject, data } of events) {
      const manager = data.user?.[ENTERPRISE_USER_URN]?.manager?.value;
      if (data.user === null) continue;
      expect(manager === undefined ? -1 : levels.get(manager)).toBe((levels.get(subject) ?? 0) - 1);
    }
  });

  it('tells what each version changed, in order of each person', () => {
    const versions = Map.groupBy(events, ({ subject }) => subject);
    for (const of of versions.values()) {
      expect(of.map(({ resourceVersion }) => resourceVersion)).toEqual(of.map((_, index) => index + 1));
      const times = of.map(({ time }) => time);
      expect([...times].sort()).toEqual(times);
      for (const { data, type } of of)
        expect(data.changes.length > 0 || type === 'rollcall.UserProvisioned').toBe(true);
    }
    expect(events.length).toBeGreaterThan(PEOPLE * 1.2);
    expect(new Set(events.map(({ type }) => type)).size).toBe(3);
  });
});
