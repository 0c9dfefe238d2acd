import type { FastifyRequest } from 'fastify';
import type { Actor } from '#contracts';
import { GROUP_TYPE, ScimError, type ReadingRules, type ResourceTypeName } from '#scim';
import { bearerIn, Kept, noteRequest, type FailedCredentials } from '#service';
import { turns, type Turn } from '#turns';
import type { CredentialLookup, Identity } from '../../tenants/identity.js';

/** The one place that knows who is asking; set for a request, forgotten with it. */
const identities = new Kept<FastifyRequest, Identity>();

const UNAUTHORIZED =
  'The bearer token is missing, unknown, expired or revoked, or its method is turned off; check the Secret Token, or the ' +
  'client secret, of the provisioning job.';

export interface Identifying {
  readonly credentials: CredentialLookup;
  readonly failures?: FailedCredentials;
  /** A bearer came that opens nothing. */
  readonly onRefused?: (request: FastifyRequest, token: string) => void;
}

/** At once where the credential is known. @throws ScimError `unauthorized`, or TooManyFailures */
export function identify(request: FastifyRequest, identifying: Identifying): void | Promise<void> {
  const token = bearerIn(request.headers.authorization);
  const found = token === undefined ? null : identifying.credentials.find(token);
  if (!(found instanceof Promise)) return remember(request, found, { ...identifying, token });
  return found.then((identity) => remember(request, identity, { ...identifying, token }));
}

interface Asked extends Identifying {
  readonly token: string | undefined;
}

function remember(request: FastifyRequest, identity: Identity | null, { failures, onRefused, token }: Asked): void {
  if (identity === null) {
    const { authorization } = request.headers;
    const reason = authorization === undefined ? 'missing' : token === undefined ? 'malformed' : 'unknown';
    const refused = new ScimError('unauthorized', UNAUTHORIZED);
    if (token !== undefined) onRefused?.(request, token);
    throw failures?.refusal(request, { reason }, refused) ?? refused;
  }
  identities.set(request, identity);
  noteRequest(request, { tenantId: identity.tenantId, connectionId: identity.connectionId });
}

export function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new ScimError('unauthorized');
  return identity;
}

/** How messages about the resource are read on the connection that asked. */
export function rulesOf(request: FastifyRequest, resource: ResourceTypeName): ReadingRules {
  const { userType, tolerance, unknownAttributes } = identityOf(request);
  return { type: resource === 'User' ? userType : GROUP_TYPE, tolerance, unknownAttributes };
}

/** Who asked, if that was established before the request failed. */
export function knownIdentity(request: FastifyRequest): Identity | undefined {
  return identities.get(request);
}

export function actorOf({ connectionId, credentialId }: Identity): Actor {
  return { connectionId, credentialId };
}

/** A computation of the request's tenant. */
export function turnOf(request: FastifyRequest): Turn {
  return turns.begin(identityOf(request).tenantId);
}
