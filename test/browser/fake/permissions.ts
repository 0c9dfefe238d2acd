import type { Role } from './scenario.js';

const IA: Role = 'identity-administrator';
const OPERATORS: Role = 'operator';

/** The table of roles and permissions as the console is told it. */
const TABLE: Readonly<Record<string, readonly Role[]>> = {
  'overview:read': [IA, 'auditor', 'people', OPERATORS],
  'settings:read': [IA, 'auditor', OPERATORS],
  'settings:change': [IA, OPERATORS],
  'credentials:issue': [IA],
  'credentials:revoke': [IA, OPERATORS],
  'sso:change': [IA],
  'people:read': [IA, 'auditor', 'people'],
  'people:export': ['auditor'],
  'people:sensitive': ['auditor'],
  'colleagues:read': [IA, 'auditor', 'people', 'employee'],
  'directory:read': [IA, 'auditor', 'people', 'employee'],
  'directory:history': [IA, 'auditor', 'people'],
  'activity:read': [IA, 'auditor'],
  'activity:count': [IA, 'auditor', OPERATORS],
  'audit:read': [IA, 'auditor'],
  'audit:export': ['auditor'],
  'audit:verify': [IA, 'auditor', OPERATORS],
  'audit:installation': [OPERATORS],
  'deliveries:read': [IA, 'auditor'],
  'deliveries:reports': ['people'],
  'deliveries:addresses': [IA],
  'deliveries:resend': [IA],
  'deliveries:count': [IA, 'auditor', OPERATORS],
  'lag:read': [IA, 'auditor', 'people', 'employee', OPERATORS],
  'parked:read': [IA, 'auditor', OPERATORS],
  'parked:release': [OPERATORS],
  'grants:change': [IA],
  'team:change': [IA],
  'people:erase': [IA],
  'segments:change': [IA, 'people'],
  'brake:lift': [IA],
  'shadow:read': [IA, 'auditor'],
  'shadow:decide': [IA],
  'installation:read': [OPERATORS],
  'installation:change': [OPERATORS],
  'tenants:export': [OPERATORS],
  'tenants:end': [OPERATORS],
};

/** What an operator may by a grant. */
export const BY_GRANT: readonly string[] = [
  'people:read',
  'colleagues:read',
  'directory:read',
  'directory:history',
  'activity:read',
  'audit:read',
  'lag:read',
];

export function permissionsOf(role: Role): readonly string[] {
  return Object.keys(TABLE).filter((name) => TABLE[name]?.includes(role));
}
