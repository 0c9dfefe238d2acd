import {
  bearerIn,
  doorOfAll,
  operatorDoor,
  withoutEnded,
  type Door,
  type FailedCredentials,
  type OperatorLookUp,
  TooManyFailures,
  type TokenGuard,
} from '#service';
import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { ScimError, type ErrorCode } from '#scim';
import { isNewest } from './scim/configure-scim.js';
import type { CredentialLookup } from '../tenants/identity.js';
import { identify, type Identifying } from './scim/identity.js';
import { chargeRequest } from './scim/rate-limit.js';
import type { RateLimits } from '../tenants/rate-limits.js';
import { addressOf } from './path.js';

// RFC 7644 §4: discovery answers without a credential.
const OPEN = /^\/scim\/v2\/(ServiceProviderConfig|ResourceTypes|Schemas)(?:[/?]|$)/;

export interface DoorParts {
  readonly credentials: CredentialLookup;
  readonly operators: OperatorLookUp;
  /** Of whoever has a token. */
  readonly guards: Readonly<Record<'admin' | 'activity', Pick<TokenGuard, 'admit'>>>;
  /** Of the role `admin`: which tenants have ended. */
  readonly pool: Pick<Pool, 'query'>;
  /** Each counts its own. */
  readonly failures: { readonly scim: FailedCredentials; readonly admin: FailedCredentials };
  readonly noteBearer?: Identifying['onRefused'];
  readonly limits: RateLimits;
}

/** Its description is for everybody, as that of each API is. */
function isOfActivity(address: string): boolean {
  return /^\/activity(?:[./]|$)/.test(address) && address !== ACTIVITY_OPENAPI;
}

export const ACTIVITY_OPENAPI = '/activity/openapi.json';

/** Whom each of the APIs lets in. The token endpoint asks for itself: its credential may stand in the body. */
export function scimApiDoor({ credentials, operators, guards, pool, failures, noteBearer, limits }: DoorParts): Door {
  const isAdministrator = withoutEnded(operatorDoor(operators, failures.admin, guards.admin), pool);
  const isReader = doorOfAll((request) => guards.activity.admit(request));
  const identifying = { credentials, failures: failures.scim, ...(noteBearer && { onRefused: noteBearer }) };
  return (request) => {
    const address = addressOf(request);
    if (isOfActivity(address)) return isReader(request);
    if (isNowhere(request, address)) return refuseNowhere(request, identifying, limits);
    if (!address.startsWith('/scim/')) return isAdministrator(request);
    if (!isNewest(address) && bearerIn(request.headers.authorization) === undefined)
      throw new ScimError('invalid-version');
    // With a credential discovery shows the company's own attributes, so a wrong one is not passed over.
    if (OPEN.test(address) && request.headers.authorization === undefined) return false;
    const known = (): true | Promise<never> => isNewest(address) || refuseAstray(request, 'invalid-version', limits);
    const asking = identify(request, identifying);
    return asking instanceof Promise ? asking.then(known) : known();
  };
}

/** Neither of SCIM nor of another API. */
function isNowhere({ is404 }: FastifyRequest, address: string): boolean {
  return is404 && !/^\/(?:scim|admin|oauth)\//.test(address);
}

/** What a connection may come with; whatever else comes is nobody's here. */
const OF_CONNECTION = /^(?:rc[sa]_|[\w-]+\.[\w-]+\.[\w-]+$)/;

/**
 * What is nowhere is 404 to everybody, and told to the connection whose client came there: its Tenant URL has another host's path,
 * or none.
 *
 * @throws ScimError `unknown-endpoint`, or TooManyFailures: a guess counts as it does at SCIM
 */
async function refuseNowhere(request: FastifyRequest, identifying: Identifying, limits: RateLimits): Promise<false> {
  const token = bearerIn(request.headers.authorization);
  if (token === undefined || !OF_CONNECTION.test(token)) return false;
  try {
    await identify(request, identifying);
  } catch (error) {
    if (error instanceof TooManyFailures) throw error;
    return false;
  }
  return refuseAstray(request, 'unknown-endpoint', limits);
}

/** It is recorded as what is served is, and so it costs its sender as much. @throws ScimError of the code, or RateLimitedError */
async function refuseAstray(request: FastifyRequest, code: ErrorCode, limits: RateLimits): Promise<never> {
  await chargeRequest(request, limits);
  throw new ScimError(code);
}
