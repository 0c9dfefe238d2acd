/** What a token may be issued for, behind `rollcall:`. */
export const AUDIENCES = ['directory', 'audit', 'notifier', 'activity', 'admin'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const ROLES = ['identity-administrator', 'auditor', 'people', 'employee', 'operator'] as const;
/** What somebody is, on the wire. */
export type Role = (typeof ROLES)[number];

interface Row {
  /** Who has it, whatever else the token says. */
  readonly roles: readonly Role[];
  /** Where there are routes that name it. */
  readonly at: readonly Audience[];
  /** Whoever signed in does it only soon after: see {@link STEP_UP_S}. */
  readonly isFresh?: true;
}

const IA = 'identity-administrator';

/**
 * Role × permission: deny by default. A route names one of these, and answers nobody who has it not. Whoever has the credential
 * of an operator has all; the role `operator` is somebody who signed in, and sees of tenants what is here and no person.
 */
const TABLE = {
  'overview:read': { roles: [IA, 'auditor', 'people', 'operator'], at: ['admin'] },
  'settings:read': { roles: [IA, 'auditor', 'operator'], at: ['admin', 'activity', 'notifier'] },
  'settings:change': { roles: [IA, 'operator'], at: ['admin', 'notifier'] },
  'credentials:issue': { roles: [IA], at: ['admin'], isFresh: true },
  'credentials:revoke': { roles: [IA, 'operator'], at: ['admin'], isFresh: true },
  'sso:change': { roles: [IA], at: ['admin'], isFresh: true },
  'people:read': { roles: [IA, 'auditor', 'people'], at: ['directory'] },
  'segments:change': { roles: [IA, 'people'], at: ['directory'] },
  'people:export': { roles: ['auditor'], at: ['directory'], isFresh: true },
  'people:sensitive': { roles: ['auditor'], at: ['directory'] },
  'colleagues:read': { roles: [IA, 'auditor', 'people', 'employee'], at: ['directory'] },
  // What is, of whoever is active; and what was, of whoever has left, too. Readers' tokens name these as their `scope`.
  'directory:read': { roles: [IA, 'auditor', 'people', 'employee'], at: ['directory'] },
  'directory:history': { roles: [IA, 'auditor', 'people'], at: ['directory'] },
  'activity:read': { roles: [IA, 'auditor'], at: ['activity'] },
  'activity:count': { roles: [IA, 'auditor', 'operator'], at: ['admin'] },
  'audit:read': { roles: [IA, 'auditor'], at: ['audit'] },
  'audit:export': { roles: ['auditor'], at: ['audit'], isFresh: true },
  'audit:verify': { roles: [IA, 'auditor', 'operator'], at: ['audit'] },
  'audit:installation': { roles: ['operator'], at: ['audit'] },
  'deliveries:read': { roles: [IA, 'auditor'], at: ['notifier'] },
  // Of the mails about whoever reports to somebody: the directory says who that is.
  'deliveries:reports': { roles: ['people'], at: ['notifier'] },
  'deliveries:addresses': { roles: [IA], at: ['notifier'] },
  'deliveries:resend': { roles: [IA], at: ['notifier'] },
  'deliveries:count': { roles: [IA, 'auditor', 'operator'], at: ['notifier'] },
  // No audience for its own sake: whoever reads there may know how old that is.
  'lag:read': { roles: [IA, 'auditor', 'people', 'employee', 'operator'], at: [] },
  // What of a tenant's own is set aside; what is of all is the installation's.
  'parked:read': { roles: [IA, 'auditor', 'operator'], at: ['directory', 'audit', 'notifier'] },
  'parked:release': { roles: ['operator'], at: ['directory', 'audit', 'notifier'], isFresh: true },
  'grants:change': { roles: [IA], at: ['admin'], isFresh: true },
  'team:change': { roles: [IA], at: ['admin'], isFresh: true },
  'people:erase': { roles: [IA], at: ['admin', 'directory'], isFresh: true },
  'brake:lift': { roles: [IA], at: ['admin'], isFresh: true },
  // What a connection would do to people, by their names; and that it does.
  'shadow:read': { roles: [IA, 'auditor'], at: ['admin'] },
  'shadow:decide': { roles: [IA], at: ['admin'], isFresh: true },
  'installation:read': { roles: ['operator'], at: ['admin', 'directory', 'audit', 'notifier'] },
  'installation:change': { roles: ['operator'], at: ['admin', 'notifier'] },
  'tenants:export': { roles: ['operator'], at: ['admin', 'notifier'], isFresh: true },
  'tenants:end': { roles: ['operator'], at: ['admin'], isFresh: true },
} as const satisfies Readonly<Record<string, Row>>;

export type Permission = keyof typeof TABLE;
const ROWS: Readonly<Record<Permission, Row>> = TABLE;
export const PERMISSIONS = Object.keys(TABLE) as Permission[];

/** Seconds since somebody signed in within which they do what needs a fresh sign-in. */
export const STEP_UP_S = 300;

export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text);
}

export function isAudience(text: string): text is Audience {
  return AUDIENCES.some((audience) => audience === text);
}

/**
 * Of somebody with these roles, whose page may hide what is not in it.
 *
 * @param seesSensitive an identity administrator lets them see what is sensitive of the people whom they look after
 */
export function permissionsOf(roles: readonly Role[], seesSensitive = false): ReadonlySet<Permission> {
  const mayBe = seesSensitive && roles.includes('people') ? LET : [];
  return new Set([...PERMISSIONS.filter((name) => roles.some((role) => grants(role, name))), ...mayBe]);
}

/** What an identity administrator lets one of those do who look after people, and another not. */
const LET = ['people:sensitive'] as const satisfies readonly Permission[];

export function grants(role: Role, permission: Permission): boolean {
  return ROWS[permission].roles.includes(role);
}

export function needsFreshSignIn(permission: Permission): boolean {
  return ROWS[permission].isFresh === true;
}

/** For which tokens are of any use to somebody with these roles. */
export function audiencesOf(roles: readonly Role[]): Audience[] {
  const all = new Set([...permissionsOf(roles)].flatMap((name) => ROWS[name].at));
  return AUDIENCES.filter((audience) => all.has(audience));
}

/** What an operator may whom an identity administrator of the tenant lets look, for hours: to read, and each read is told. */
const GRANTED = [
  'people:read',
  'colleagues:read',
  'directory:read',
  'directory:history',
  'activity:read',
  'audit:read',
  'lag:read',
] as const satisfies readonly Permission[];

export function permissionsByGrant(): ReadonlySet<Permission> {
  return new Set(GRANTED);
}

/** What of a tenant other services have a part of, while it is exported: scim-api asks, and has made an act of it. */
const EXPORTED = ['audit:installation', 'tenants:export'] as const satisfies readonly Permission[];

export function permissionsByExport(): ReadonlySet<Permission> {
  return new Set(EXPORTED);
}

/** Where a grant opens anything. */
export function isGrantedAt(audience: Audience): boolean {
  return GRANTED.some((name) => ROWS[name].at.includes(audience));
}

/** What a reader without a role may be given a part of: a token's `scope`; one that has none was given before there were any. */
export const SCOPES = ['directory:read', 'directory:history'] as const satisfies readonly Permission[];
export type Scope = (typeof SCOPES)[number];

export function isScope(name: string): name is Scope {
  return SCOPES.some((scope) => scope === name);
}

const OF_PROJECTIONS = ['lag:read', 'parked:read'] as const satisfies readonly Permission[];

/** What a reader without a role may, who was given an audience: to read what is there, and to have a mail sent again. */
const GIVEN: Readonly<Record<Audience, readonly Permission[]>> = {
  directory: ['people:read', 'colleagues:read', ...SCOPES, ...OF_PROJECTIONS],
  audit: ['audit:read', 'audit:export', 'audit:verify', ...OF_PROJECTIONS],
  notifier: ['deliveries:read', 'deliveries:addresses', 'deliveries:resend', 'deliveries:count', ...OF_PROJECTIONS],
  activity: ['activity:read', 'settings:read'],
  admin: [],
};

/** @param scopes those of the token; null: it names none, and has all */
export function permissionsGivenBy(
  audience: Audience,
  scopes: ReadonlySet<string> | null = null,
): ReadonlySet<Permission> {
  return new Set(GIVEN[audience].filter((name) => scopes === null || !isScope(name) || scopes.has(name)));
}

/** What a program does every night: it never signed in, and its secret is a credential of its own. */
const BY_PROGRAMS: ReadonlySet<Permission> = new Set(['audit:export']);

export function isForPrograms(permission: Permission): boolean {
  return !needsFreshSignIn(permission) || BY_PROGRAMS.has(permission);
}
