import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OwnCookie } from '../sessions/cookie.js';
import { newToken } from '../sessions/session.js';

/** Which browser asks, by a cookie that it gets where it has none. */
export function browserOf(request: FastifyRequest, reply: FastifyReply, cookie: OwnCookie): string {
  const known = knownBrowser(request, cookie);
  if (known !== undefined) return known;
  const token = newToken();
  void reply.header('set-cookie', cookie.set(token));
  return token;
}

/** Undefined: it has not asked for anything yet. */
export function knownBrowser(request: FastifyRequest, cookie: OwnCookie): string | undefined {
  return cookie.read(request.headers.cookie);
}
