import type { FastifyRequest } from 'fastify';
import { Kept } from './kept.js';

const known = new Kept<FastifyRequest, FastifyRequest['routeOptions']>();

/** The route that answers. Fastify makes the object anew each time that it is asked, which is a dozen times a request. */
export function routeOptionsOf(request: FastifyRequest): FastifyRequest['routeOptions'] {
  const kept = known.get(request);
  if (kept !== undefined) return kept;
  const { routeOptions } = request;
  known.set(request, routeOptions);
  return routeOptions;
}
