import type { FastifyRequest } from 'fastify';
import { bearerIn, callerOf, isAudience } from '#service';
import type { AskAs, Reissuer } from '../../tenants/projections.js';

/**
 * As whom another service is asked: with the credential of whoever asks here; of somebody who signed in with a token for that
 * service, which says the same of them.
 *
 * @param tenantId of the tenant that is exported; null: none is
 */
export function askingElsewhere(request: FastifyRequest, issuer: Reissuer, tenantId: string | null = null): AskAs {
  const { authorization } = request.headers;
  const token = bearerIn(authorization);
  if (callerOf(request).kind !== 'account' || token === undefined) return () => Promise.resolve(authorization ?? '');
  return async (service) => {
    if (!isAudience(service)) throw new Error(`nobody who signed in is known to ${service}`);
    return `Bearer ${await issuer.issueAgain(token, { audience: service, exports: tenantId })}`;
  };
}
