import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerIn } from './bearer.js';
import { rememberCaller, type Caller } from './caller.js';
import type { Door } from './door.js';
import type { FailedCredentials } from './failed-credentials.js';
import { UNAUTHENTICATED } from './problem.js';
import { isJwt, type TokenGuard } from './token.guard.js';

/** Whose credential it is; undefined: nobody's. */
export type OperatorLookUp = (given: string) => Promise<Pick<Caller, 'name'> | undefined>;

/**
 * Before every route of an administrators' API, `/admin/…`: lets in who has an operator's credential, which is good for all, or
 * a token with roles.
 *
 * @param operators the one token that is let in, or who says whose it is; null: nobody is let in
 * @param accounts who judges a token; without it there is none
 */
export function operatorDoor(
  operators: string | OperatorLookUp | null,
  failures: FailedCredentials,
  accounts?: Pick<TokenGuard, 'admit'>,
): Door {
  const find = typeof operators === 'function' ? operators : tokenLookUp(operators);
  return async (request) => {
    if (request.routeOptions.url?.startsWith('/admin/') !== true) return false;
    const { authorization } = request.headers;
    const given = bearerIn(authorization);
    if (accounts !== undefined && isJwt(given)) return accounts.admit(request).then(() => true);
    const found = given === undefined ? undefined : await find(given);
    if (found !== undefined) {
      const { name } = found;
      const all = {
        tenantId: null,
        permissions: null,
        roles: [],
        signIn: null,
        person: null,
        grant: null,
        exports: null,
        approved: null,
      };
      rememberCaller(request, { kind: 'operator', name, address: failures.rangeOf(request), ...all });
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
