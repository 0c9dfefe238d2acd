import { describe, expect, it } from '@jest/globals';
import { MASK, shownChanges, shownUser } from './sensitive.js';
import { CUSTOM_USER_URN, type UserResource } from './user-events.js';

const path = (name: string) => `${CUSTOM_USER_URN}:${name}`;

describe('a sensitive value', () => {
  it('is not shown in a change, but that it came, went or was replaced', () => {
    const of = (name: string, before: unknown, after: unknown) => ({ path: path(name), before, after });
    const changes = [of('Salary', null, 1), of('Iban', 'a', 'b'), of('Iban 2', 'a', null), of('Unit', 'x', 'y')];
    expect(shownChanges(changes, ['Salary', 'Iban', 'Iban 2'])).toEqual([
      of('Salary', null, MASK),
      of('Iban', MASK, MASK),
      of('Iban 2', MASK, null),
      of('Unit', 'x', 'y'),
    ]);
    expect(shownChanges(changes)).toBe(changes);
  });

  it('is not shown in the user', () => {
    const user = {
      schemas: ['urn'],
      id: 'a',
      userName: 'ada',
      active: true,
      [CUSTOM_USER_URN]: { Salary: 1, Unit: 'x' },
      meta: { resourceType: 'User', created: '', lastModified: '', version: '' },
    } satisfies UserResource;
    expect(shownUser(user, ['Salary'])).toEqual({ ...user, [CUSTOM_USER_URN]: { Salary: MASK, Unit: 'x' } });
    expect(shownUser(user)).toBe(user);
    const { [CUSTOM_USER_URN]: _values, ...plain } = user;
    expect(shownUser(plain, ['Salary'])).toBe(plain);
  });
});
