import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { isUuid } from '#postgres';
import { knownCaller } from './caller.js';
import type { Door } from './door.js';
import { endedAmong } from './ended-tenants.js';
import { NOT_FOUND } from './problem.js';

/**
 * A door behind which a tenant that has ended is as one that never was, whatever is asked of it; that it has ended
 * (`…/end`) is told all the same.
 */
export function withoutEnded(door: Door, pool: Pick<Pool, 'query'>): Door {
  return async (request) => {
    const isLetIn = await door(request);
    // Whoever is of one tenant is told of every other one what is told of nobody's, and of its own is let in no more.
    const isOfAll = isLetIn && knownCaller(request)?.tenantId === null;
    const tenantId = isOfAll ? tenantIn(request) : null;
    if (tenantId !== null && (await endedAmong(pool, [tenantId])).size > 0) throw NOT_FOUND;
    return isLetIn;
  };
}

/** The tenant that the path names, or null. */
function tenantIn({ params, routeOptions: { url } }: FastifyRequest): string | null {
  if (url === undefined || url.endsWith('/:tenantId/end')) return null;
  const { tenantId } = params as { readonly tenantId?: string };
  const id = tenantId?.toLowerCase() ?? '';
  return isUuid(id) ? id : null;
}
