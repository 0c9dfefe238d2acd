import type { FastifyRequest } from 'fastify';
import type { Approved } from './approved.js';
import { Kept } from './kept.js';
import { grants, type Permission, type Role } from './permissions.js';

/** Whom a door has let in, and what they may. */
export interface Caller {
  /** Who has an operator's credential, a reader (a program), or somebody who signed in and has an account. */
  readonly kind: 'operator' | 'reader' | 'account';
  /** What the credential is called, or the id of the reader or the account; null: it has no name. */
  readonly name: string | null;
  /** null: of every tenant. */
  readonly tenantId: string | null;
  readonly roles: readonly Role[];
  /** null: all. */
  readonly permissions: ReadonlySet<Permission> | null;
  /** From where: the /24 of IPv4, the /48 of IPv6; null where nobody counts addresses. */
  readonly address: string | null;
  /** Of an account, how it signed in. */
  readonly signIn: SignIn | null;
  /** Of an account, the `externalId` of its person in the directory; null: it is nobody's there. */
  readonly person: string | null;
  /** Of an operator whom a tenant lets look: the id of the grant. Each read is an entry of the tenant's audit log. */
  readonly grant: string | null;
  /** The tenant that an operator who signed in exports, for whom scim-api asks; null: none. */
  readonly exports: string | null;
  /** Of an account: the one act beyond its role that it is let do; null: none. */
  readonly approved: Approved | null;
}

export interface SignIn {
  /** Seconds since 1970. */
  readonly authTime: number;
  /** RFC 8176. */
  readonly amr: readonly string[];
}

const callers = new Kept<FastifyRequest, Caller>();

export function rememberCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Whoever asks; undefined where the route stands behind none of our doors, or somebody else's. */
export function knownCaller(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}

export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('this route does not stand behind a door');
  return caller;
}

export function may({ permissions }: Pick<Caller, 'permissions'>, permission: Permission): boolean {
  return permissions === null || permissions.has(permission);
}

/** Who acts, as the event of an act tells it. */
export interface ActorTold {
  readonly type: Caller['kind'];
  readonly name?: string;
  readonly address?: string;
  readonly role?: Role;
  readonly amr?: readonly string[];
}

/** Of an account with the role that the route asks for. */
export function actorOf(request: FastifyRequest): ActorTold {
  const { kind: type, name, address, roles, signIn } = callerOf(request);
  const { permission } = request.routeOptions.config;
  const role = permission === undefined ? undefined : roles.find((one) => grants(one, permission));
  return {
    type,
    ...(name !== null && { name }),
    ...(address !== null && { address }),
    ...(role !== undefined && { role }),
    ...(signIn !== null && { amr: signIn.amr }),
  };
}
