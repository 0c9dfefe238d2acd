import { describe, expect, it } from '@jest/globals';
import { askedByColleague, colleagueBody } from './colleague.js';
import type { EmployeeBody } from './employee-body.js';

const ADA: EmployeeBody = {
  id: 'ada',
  userName: 'ada.l@sign-in.example',
  externalId: 'x-1',
  displayName: 'Ada Lovelace',
  name: { formatted: null, givenName: 'Ada', familyName: 'Lovelace', middleName: null },
  active: true,
  department: 'Engines',
  title: 'Analyst',
  employeeNumber: '7',
  mail: 'ada@contoso.example',
  emails: [
    { value: 'ada@contoso.example', type: 'work' },
    { value: 'ada@home.example', type: 'home' },
    { value: 'ada@other.example' },
  ],
  phoneNumbers: [
    { value: '1', type: 'work' },
    { value: '2', type: 'mobile' },
  ],
  managerId: '42',
  manager: { id: 'grace', displayName: 'Grace Hopper', active: true },
  references: [{ attribute: 'Buddy', value: '9', employee: null }],
  extensions: { 'urn:x': { salary: 1 } },
  version: 3,
  changedAt: '2026-11-24T08:00:00.000Z',
};

describe('what a colleague is shown', () => {
  it('is name, title, department, manager and work contacts', () => {
    const { id, displayName, name, active, department, title, mail, manager, version, changedAt } = ADA;
    expect(colleagueBody(ADA)).toEqual({
      id,
      displayName,
      name,
      active,
      department,
      title,
      mail,
      manager,
      version,
      changedAt,
      userName: 'ada@contoso.example',
      externalId: null,
      employeeNumber: null,
      emails: [{ value: 'ada@contoso.example', type: 'work' }],
      phoneNumbers: [{ value: '1', type: 'work' }],
      managerId: null,
      references: [],
      extensions: {},
    });
  });

  it('is no manager who has left', () => {
    const manager = { id: 'grace', displayName: 'Grace Hopper', active: false };
    expect(colleagueBody({ ...ADA, manager }).manager).toBeNull();
  });

  it('is asked of active people, by nothing that is not shown', () => {
    expect(askedByColleague({ limit: 50, active: 'any' })).toEqual({ limit: 50, active: 'true', kinds: [0, 1] });
    expect(() => askedByColleague({ limit: 50, active: 'false' })).toThrow('active people');
    expect(() => askedByColleague({ limit: 50, active: 'any', externalId: ['x-1'] })).toThrow('active people');
    expect(() => askedByColleague({ limit: 50, active: 'any', managerId: '42' })).toThrow('by id or work address');
    for (const managerId of ['none', 'grace@contoso.example', '0199a0c0-0000-7000-8000-000000000001'])
      expect(askedByColleague({ limit: 50, active: 'any', managerId })).toMatchObject({ managerId });
  });
});
