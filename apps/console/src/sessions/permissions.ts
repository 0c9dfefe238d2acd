import type { Role } from './session.js';

/** What pages show to whom (console.md §7); what somebody may is decided by the service that is asked. */
const PERMISSIONS: Readonly<Record<Role, readonly string[]>> = {
  'identity-administrator': [],
  auditor: [],
  people: [],
  employee: [],
  operator: [],
};

export function permissionsOf(roles: readonly Role[]): string[] {
  return [...new Set(roles.flatMap((role) => PERMISSIONS[role]))].sort();
}
