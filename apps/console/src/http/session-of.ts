import type { FastifyRequest } from 'fastify';
import { Kept } from '#service';
import type { Session } from '../sessions/session.js';

/** Who asks, as the door has found; with it what only the cookie has. */
export interface Signed {
  readonly session: Session;
  readonly token: string;
}

const signed = new Kept<FastifyRequest, Signed>();

export function rememberSession(request: FastifyRequest, found: Signed): void {
  signed.set(request, found);
}

/** Undefined: nobody is signed in. */
export function signedIn(request: FastifyRequest): Signed | undefined {
  return signed.get(request);
}

/** Behind the door, which lets nobody else through. @throws Error at a route that is open */
export function sessionOf(request: FastifyRequest): Signed {
  const found = signed.get(request);
  if (found === undefined) throw new Error('this route is open: it has no session');
  return found;
}
