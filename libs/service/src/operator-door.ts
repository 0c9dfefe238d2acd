import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { bearerIn } from './bearer.js';
import type { Door } from './door.js';
import type { FailedCredentials } from './failed-credentials.js';
import { Kept } from './kept.js';
import { UNAUTHENTICATED } from './problem.js';

/** Whom the door has let in. */
export interface Operator {
  /** What the credential is called; null: it has no name. */
  readonly name: string | null;
  /** From where: the /24 of IPv4, the /48 of IPv6. */
  readonly address: string;
}

const letIn = new Kept<FastifyRequest, Operator>();

/** Who asks, behind {@link operatorDoor}. */
export function operatorOf(request: FastifyRequest): Operator {
  const operator = letIn.get(request);
  if (operator === undefined) throw new Error('this route does not stand behind the door of the operator');
  return operator;
}

/** Whose credential it is; undefined: nobody's. */
export type OperatorLookUp = (given: string) => Promise<Pick<Operator, 'name'> | undefined>;

/**
 * Before every route of an operator's API, `/admin/…`.
 *
 * @param operators the one token that is let in, or who says whose it is; null: nobody is let in
 */
export function operatorDoor(operators: string | OperatorLookUp | null, failures: FailedCredentials): Door {
  const find = typeof operators === 'function' ? operators : tokenLookUp(operators);
  return async (request) => {
    if (request.routeOptions.url?.startsWith('/admin/') !== true) return false;
    const { authorization } = request.headers;
    const given = bearerIn(authorization);
    const found = given === undefined ? undefined : await find(given);
    if (found !== undefined) {
      letIn.set(request, { ...found, address: failures.rangeOf(request) });
      return true;
    }
    const reason = authorization === undefined ? 'missing' : given === undefined ? 'malformed' : 'wrong';
    throw failures.refusal(request, { reason }, UNAUTHENTICATED);
  };
}

/** Of a token that stands in a setting, and has no name. */
export function tokenLookUp(token: string | null): OperatorLookUp {
  return (given) => Promise.resolve(token !== null && isSame(given, token) ? { name: null } : undefined);
}

/** In a time that depends neither on where the two differ nor on how long they are. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text, 'utf8').digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
