import type { FastifyRequest } from 'fastify';
import { routeOptionsOf } from '#service';

/** The `:id` of the path; any text: one that is no id of ours is the id of nothing. */
export function idOf(request: FastifyRequest): string {
  const { params } = request;
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  return typeof id === 'string' ? id : '';
}

/**
 * The route that answers, else what was sent: the router decodes the path before it matches, so `/%73cim/v2/Users` and
 * an address with a host are the users' endpoint, too.
 */
export function addressOf(request: FastifyRequest): string {
  return routeOptionsOf(request).url ?? request.url;
}
