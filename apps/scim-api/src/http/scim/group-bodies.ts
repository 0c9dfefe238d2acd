import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_BULK_BYTES, ScimError } from '#scim';

/**
 * Bytes of a body that holds a whole group: 83,000 members by their ids, 29,000 as an answer shows them. Read and decoded
 * that takes 50 to 70 MB and 0.1 s.
 */
export const MAX_GROUP_BYTES = 4_194_304;

/** Lets POST and PUT of groups be larger than other messages. Call it before the routes are made. */
export function allowWholeGroups(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const methods = [route.method].flat();
    const isWhole =
      (methods.includes('POST') && route.url === '/scim/v2/Groups') ||
      (methods.includes('PUT') && route.url === '/scim/v2/Groups/:id');
    if (isWhole) route.bodyLimit = MAX_GROUP_BYTES;
  });
}

/** What a body was too large for. */
export function tooLarge(request: FastifyRequest): ScimError {
  const detail = takesWholeGroup(request)
    ? `The body is larger than ${MAX_GROUP_BYTES} bytes; send the group with fewer members, and add the others by PATCH.`
    : // RFC 7644 §3.7.4: the answer names the limit.
      `The body is larger than ${MAX_BULK_BYTES} bytes; send less at once.`;
  return new ScimError('payload-too-large', detail);
}

export function takesWholeGroup({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.bodyLimit === MAX_GROUP_BYTES;
}
