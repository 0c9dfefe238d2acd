import type { Role } from '../sessions/session.js';

/** The values of app roles that mean a role here. An operator is nobody's of a tenant. */
export const APP_ROLES = [
  { value: 'Rollcall.IdentityAdministrator', name: 'identity-administrator' },
  { value: 'Rollcall.Auditor', name: 'auditor' },
  { value: 'Rollcall.People', name: 'people' },
  { value: 'Rollcall.Employee', name: 'employee' },
] as const satisfies readonly { readonly value: string; readonly name: Role }[];

/** What is not known means nothing. @param employees whether the tenant lets employees in */
export function rolesOf(appRoles: readonly string[], employees: boolean): readonly Role[] {
  const given = new Set(appRoles);
  return APP_ROLES.filter(({ value, name }) => given.has(value) || given.has(name))
    .map(({ name }) => name)
    .filter((name) => name !== 'employee' || employees);
}
