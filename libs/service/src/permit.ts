import { applyDecorators, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { callerOf, knownCaller, may, type Caller } from './caller.js';
import { DeclaredQuery } from './declared-query.js';
import { Kept } from './kept.js';
import { isForPrograms, isScope, needsFreshSignIn, STEP_UP_S, type Permission } from './permissions.js';
import { NOT_FOUND, Problem } from './problem.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission;
    /** It says nothing of anybody: for whoever is let in. */
    isForAll?: true;
  }
}

/** What whoever asks has to be permitted; a route without one answers nobody, and one that takes no query refuses it. */
export function Needs(permission: Permission): MethodDecorator {
  const description = needsFreshSignIn(permission) ? { 'x-step-up': STEP_UP_S } : {};
  return applyDecorators(
    RouteConfig({ permission }),
    UseGuards(DeclaredQuery),
    ApiExtension('x-permission', permission),
    ...Object.entries(description).map(([name, value]) => ApiExtension(name, value)),
  );
}

/** Of a clock that is another than the one by which somebody signed in. */
const SKEW_S = 5;

/**
 * Behind the door, before anything of a body is read. What the route asks for comes first, and then whose tenant the path
 * names: another's is answered as one that nobody has. A route behind no door of ours asks for itself.
 *
 * @param now milliseconds since 1970
 * @throws Problem
 */
export function permit(request: FastifyRequest, now: () => number): void {
  const caller = knownCaller(request);
  if (caller === undefined) return;
  const { permission, isForAll = false } = request.routeOptions.config;
  if (isForAll) return;
  if (permission === undefined) throw NOT_PERMITTED;
  assertMay(caller, permission);
  clocks.set(request, now);
  // By a grant one looks, whatever a route asks for; so does what exports.
  if ((caller.grant !== null || caller.exports !== null) && !READS.has(request.method)) throw NOT_PERMITTED;
  if (!isOfTenant(caller, request.params)) throw NOT_FOUND;
  assertFresh(caller, permission, now() / 1_000);
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * What only a parameter asks for is asked here, too, where the route itself needs less.
 *
 * @throws Problem 403, which names the scope that is missing
 */
export function assertMay(caller: Caller, permission: Permission): void {
  if (may(caller, permission)) return;
  throw isScope(permission) ? outOfScope(permission) : NOT_PERMITTED;
}

function outOfScope(scope: string): Problem {
  const detail = `This needs the scope ${scope}, which neither your token nor one of your roles has; whoever administers access can give it.`;
  return new Problem(403, 'not-permitted', detail, { scope });
}

function isOfTenant({ tenantId }: Caller, params: unknown): boolean {
  if (tenantId === null || typeof params !== 'object' || params === null || !('tenantId' in params)) return true;
  return String(params.tenantId).toLowerCase() === tenantId;
}

function assertFresh({ kind, signIn, exports }: Caller, permission: Permission, now: number): void {
  // An export that was permitted goes on for as long as it takes.
  if (!needsFreshSignIn(permission) || exports !== null) return;
  if (kind === 'reader' && !isForPrograms(permission)) throw NOT_PERMITTED;
  if (signIn !== null && now - signIn.authTime > STEP_UP_S + SKEW_S) throw STEP_UP;
}

const clocks = new Kept<FastifyRequest, () => number>();

/**
 * For what of a route's body asks for a fresh sign-in, where its rest does not: a program, which never signed in, is refused.
 *
 * @throws Problem
 */
export function assertFreshSignIn(request: FastifyRequest): void {
  const { kind, signIn } = callerOf(request);
  if (kind === 'reader') throw NOT_PERMITTED;
  const now = (clocks.get(request) ?? Date.now)() / 1_000;
  if (signIn !== null && now - signIn.authTime > STEP_UP_S + SKEW_S) throw STEP_UP;
}

export const NOT_PERMITTED = new Problem(
  403,
  'not-permitted',
  'None of your roles permits this; whoever administers access can give you one that does.',
);

export const STEP_UP = new Problem(
  403,
  'step-up-required',
  `This is done only within ${STEP_UP_S / 60} minutes of a sign-in: sign in again, and send it once more.`,
  { maxAge: STEP_UP_S },
);
