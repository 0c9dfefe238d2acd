import type { JWTPayload } from 'jose';
import { isUuid } from '#postgres';
import { approvedIn } from './approved.js';
import type { Caller, SignIn } from './caller.js';
import {
  isAudience,
  isRole,
  permissionsByExport,
  permissionsByGrant,
  permissionsGivenBy,
  permissionsOf,
  type Permission,
  type Role,
} from './permissions.js';

/** The tenant of whom the whole installation concerns, and no company: an operator's. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/** What a token says, whose signature was right. */
export interface Claimed {
  readonly tenantId: string;
  /** Of a reader, or of an account. */
  readonly readerId: string;
  /** The key of the console that got it; null: a reader did. */
  readonly console: string | null;
  readonly caller: Caller;
}

/**
 * `tid` and `sub`, and of somebody who signed in how. The role `operator` counts in a token of the installation alone, and there
 * it is the only one: no tenant's roles make an operator, and none is given out for all tenants. With a `grant` it is of the tenant
 * that has given it, and reads there.
 *
 * @returns null where it names nobody
 */
export function claimsOf(payload: JWTPayload, audience: string): Claimed | null {
  const { tid, sub: name, azp } = payload;
  // What was signed was not looked at: text by RFC 7519 §4.1.2, and only by that.
  if (typeof tid !== 'string' || !isUuid(tid) || typeof name !== 'string') return null;
  const isOfAll = tid === INSTALLATION;
  const [grant, exports] = [textIn(payload.grant), textIn(payload.export)];
  const said = rolesIn(payload);
  const roles = said?.filter((role) => (role === 'operator') === (isOfAll || grant !== null)) ?? [];
  const signIn = signInOf(payload);
  const console = typeof azp === 'string' ? azp : null;
  if ((signIn === null) !== (console === null)) return null;
  // A grant is an operator's, of one tenant, who signed in.
  if (grant !== null && (signIn === null || isOfAll || roles.length === 0)) return null;
  // Of all tenants, of which it exports this one.
  if (exports !== null && (signIn === null || !isOfAll || roles.length === 0)) return null;
  const isGiven = said === null && signIn === null && !isOfAll;
  const isPlain = signIn !== null && grant === null && exports === null;
  const caller: Caller = {
    kind: signIn === null ? 'reader' : 'account',
    name,
    tenantId: isOfAll && roles.length > 0 ? null : tid,
    roles,
    permissions: permissionsIn({ grant, exports, isGiven, roles, payload }, audience),
    address: signIn === null ? null : addressIn(payload),
    signIn,
    person: signIn === null ? null : textIn(payload.person),
    grant,
    exports,
    approved: isPlain ? approvedIn(payload.approved) : null,
  };
  return { tenantId: tid, readerId: name, console, caller };
}

interface Said {
  readonly grant: string | null;
  readonly exports: string | null;
  /** A reader without a role, who was given the audience. */
  readonly isGiven: boolean;
  readonly roles: readonly Role[];
  readonly payload: JWTPayload;
}

function permissionsIn({ grant, exports, isGiven, roles, payload }: Said, audience: string): ReadonlySet<Permission> {
  if (grant !== null) return permissionsByGrant();
  if (exports !== null) return permissionsByExport();
  if (isGiven) return givenBy(audience, payload);
  // Somebody who signed in: a reader has what its roles have.
  const seesSensitive = payload.sensitive === true && payload.auth_time !== undefined;
  return permissionsOf(roles, seesSensitive);
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** RFC 9068 §2.2.3: the scopes of a token are one text. */
function givenBy(audience: string, { scope }: JWTPayload): ReadonlySet<Permission> {
  const name = audience.replace(/^rollcall:/, '');
  const scopes = typeof scope === 'string' ? new Set(scope.split(' ')) : null;
  return isAudience(name) ? permissionsGivenBy(name, scopes) : new Set();
}

/** null: it says of none, as a reader's does who was given an audience. */
function rolesIn({ roles }: JWTPayload): readonly Role[] | null {
  if (roles === undefined) return null;
  return Array.isArray(roles) ? roles.filter(isRole) : [];
}

function signInOf({ auth_time: authTime, amr }: JWTPayload): SignIn | null {
  if (typeof authTime !== 'number') return null;
  return { authTime, amr: Array.isArray(amr) ? amr.filter((one) => typeof one === 'string') : [] };
}

function addressIn({ addr }: JWTPayload): string | null {
  return typeof addr === 'string' ? addr : null;
}
