import { describe, expect, it } from '@jest/globals';
import { rolesOf } from './app-roles.js';

describe('the roles of an app', () => {
  it.each([
    [
      ['Rollcall.IdentityAdministrator', 'Rollcall.Auditor'],
      ['identity-administrator', 'auditor'],
    ],
    [['people'], ['people']],
    [['auditor', 'Rollcall.Auditor'], ['auditor']],
    [['operator', 'Rollcall.Operator', 'admin', 'rollcall.auditor', ''], []],
    [['Rollcall.Employee'], []],
  ])('%j are %j', (given, roles) => {
    expect(rolesOf(given, false)).toEqual(roles);
  });

  it('let employees in where the tenant wants it', () => {
    expect(rolesOf(['Rollcall.Employee'], true)).toEqual(['employee']);
  });
});
