import type { FastifyRequest } from 'fastify';

/** The `:id` of the path; any text: one that is no id of ours is the id of nothing. */
export function idOf(request: FastifyRequest): string {
  const { params } = request;
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  return typeof id === 'string' ? id : '';
}
