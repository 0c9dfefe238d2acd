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

const operators = new Kept<FastifyRequest, Operator>();

/** Who asks, behind {@link operatorDoor}. */
export function operatorOf(request: FastifyRequest): Operator {
  const operator = operators.get(request);
  if (operator === undefined) throw new Error('this route does not stand behind the door of the operator');
  return operator;
}

/** Before every route of an operator's API, `/admin/…`. @param operatorToken null: nobody is let in */
export function operatorDoor(operatorToken: string | null, failures: FailedCredentials): Door {
  return (request) => {
    if (request.routeOptions.url?.startsWith('/admin/') !== true) return false;
    const { authorization } = request.headers;
    const given = bearerIn(authorization);
    if (given !== undefined && operatorToken !== null && isSame(given, operatorToken)) {
      operators.set(request, { name: null, address: failures.rangeOf(request) });
      return true;
    }
    const reason = authorization === undefined ? 'missing' : given === undefined ? 'malformed' : 'wrong';
    throw failures.refusal(request, { reason }, UNAUTHENTICATED);
  };
}

/** In a time that depends neither on where the two differ nor on how long they are. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text, 'utf8').digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
