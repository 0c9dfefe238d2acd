import { AUDIENCES, audiencesOf, permissionsOf, ROLES, SCOPES, type Audience, type Role, type Scope } from '#service';

/** What a reader may be: it is of a tenant, and an operator is of none. */
export const READER_ROLES = ROLES.filter((role) => role !== 'operator');

/** Those that are given, and those that the roles imply, each once and in one order. */
export function readableBy(given: readonly Audience[], roles: readonly Role[]): Audience[] {
  const all = new Set<Audience>([...given, ...audiencesOf(roles)]);
  return AUDIENCES.filter((audience) => all.has(audience));
}

/**
 * As which it reads there: with none it was given the audience for itself, and reads all that is there. Administration alone is
 * never given so.
 */
export function rolesAt(audience: Audience, { roles, given }: Pick<Reader, 'roles'> & Given): readonly Role[] {
  if (given.includes(audience) && audience !== 'admin') return [];
  return roles.filter((role) => audiencesOf([role]).includes(audience));
}

/** Whether it would be given administration without a role that may use it: its tokens would open nothing there. */
export function isAdminForItself(given: readonly Audience[], roles: readonly Role[]): boolean {
  return given.includes('admin') && !audiencesOf(roles).includes('admin');
}

/** Where its tokens are of a part of what is there: the directory, given for itself. As a role it sees what the role does. */
export function hasScopes(given: readonly Audience[]): boolean {
  return given.includes('directory');
}

/** Which a token of it names there; null: none. */
export function scopesAt(
  audience: Audience,
  { scopes, given }: Pick<Reader, 'scopes'> & Given,
): readonly Scope[] | null {
  return audience === 'directory' && hasScopes(given) ? scopes : null;
}

/** Unless told: who is here, now; what was, only where a role of it sees that. */
export function scopesUnlessTold(roles: readonly Role[]): readonly Scope[] {
  const permitted = permissionsOf(roles);
  return SCOPES.filter((scope) => scope === 'directory:read' || permitted.has(scope));
}

interface Given {
  readonly given: readonly Audience[];
}

/** A client of the projections' APIs: its id is the OAuth client id, its secret is kept as a SHA-256. */
export interface Reader {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly audiences: readonly Audience[];
  /** Its tokens have them as `roles`. */
  readonly roles: readonly Role[];
  /** What of the directory it sees; none where it was not given that for itself. */
  readonly scopes: readonly Scope[];
  /** Seconds that a token is good for. */
  readonly tokenLifetime: number;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** That are not revoked: each has a rate of its own, as connections have. */
export const MAX_READERS_OF_TENANT = 100;

export const DEFAULT_TOKEN_LIFETIME_S = 3_600;
export const MAX_TOKEN_LIFETIME_S = 48 * 3_600;
