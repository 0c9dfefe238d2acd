import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerIn } from './bearer.js';
import type { Door } from './door.js';
import type { FailedCredentials } from './failed-credentials.js';
import { UNAUTHENTICATED } from './problem.js';

/** Before every route of an operator's API, `/admin/…`. @param operatorToken null: nobody is let in */
export function operatorDoor(operatorToken: string | null, failures: FailedCredentials): Door {
  return (request) => {
    if (request.routeOptions.url?.startsWith('/admin/') !== true) return false;
    const { authorization } = request.headers;
    const given = bearerIn(authorization);
    if (given !== undefined && operatorToken !== null && isSame(given, operatorToken)) return true;
    const reason = authorization === undefined ? 'missing' : given === undefined ? 'malformed' : 'wrong';
    throw failures.refusal(request, { reason }, UNAUTHENTICATED);
  };
}

/** In a time that depends neither on where the two differ nor on how long they are. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text, 'utf8').digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
