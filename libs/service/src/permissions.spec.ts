import { describe, expect, it } from '@jest/globals';
import { audiencesOf, PERMISSIONS, permissionsOf, ROLES, type Role } from './index.js';

/** Each role with what it may, as a person would check it. */
const MAY: Readonly<Record<Role, string>> = {
  'identity-administrator':
    'overview:read settings:read settings:change credentials:issue credentials:revoke sso:change people:read segments:change colleagues:read ' +
    'directory:read directory:history ' +
    'activity:read activity:count audit:read audit:verify deliveries:read deliveries:addresses deliveries:resend ' +
    'deliveries:count lag:read parked:read grants:change team:change people:erase brake:lift shadow:read shadow:decide',
  auditor:
    'overview:read settings:read people:read people:export people:sensitive colleagues:read directory:read ' +
    'directory:history activity:read activity:count audit:read audit:export audit:verify deliveries:read deliveries:count lag:read parked:read ' +
    'shadow:read',
  people:
    'overview:read people:read segments:change colleagues:read directory:read directory:history deliveries:reports lag:read',
  employee: 'colleagues:read directory:read lag:read',
  operator:
    'overview:read settings:read settings:change credentials:revoke activity:count audit:verify audit:installation ' +
    'deliveries:count lag:read parked:read parked:release installation:read installation:change tenants:export ' +
    'tenants:end',
};

describe('a role', () => {
  it.each(ROLES)('%s has what the table of console.md says, and nothing else', (role) => {
    expect([...permissionsOf([role])]).toEqual(MAY[role].split(' '));
  });

  it('people has what is sensitive where an identity administrator lets it, and no other role has', () => {
    const have = ROLES.filter((role) => permissionsOf([role], true).has('people:sensitive'));
    expect(have).toEqual(['auditor', 'people']);
    expect([...permissionsOf(['people'], true)]).toEqual([...permissionsOf(['people']), 'people:sensitive']);
  });

  it('adds to another one', () => {
    expect(permissionsOf(['auditor', 'people'])).toEqual(
      new Set([...permissionsOf(['auditor']), ...permissionsOf(['people'])]),
    );
    expect(permissionsOf([])).toEqual(new Set());
  });

  it('opens the APIs in which it has something', () => {
    expect(ROLES.map((role) => audiencesOf([role]).join(' '))).toEqual([
      'directory audit notifier activity admin',
      'directory audit notifier activity admin',
      'directory notifier admin',
      'directory',
      'directory audit notifier activity admin',
    ]);
  });

  it('is of somebody: no permission is without one', () => {
    expect(PERMISSIONS.filter((name) => !ROLES.some((role) => permissionsOf([role]).has(name)))).toEqual([]);
  });
});
