import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { onAnswered, routeOptionsOf } from '#service';
import { hasEndpointForId } from './astray.js';
import type { Identity } from '../../tenants/identity.js';
import { knownIdentity } from './identity.js';

export interface ServedNotes {
  note(connectionId: string): void;
}

/** Discovery is not what a connection is for: it answers everybody. */
const RESOURCES = /^\/scim\/v2\/(?:Users|Groups|Bulk|\.search)(?:\/|$)/;

/** What says of a client, and not of people: it has not been let in, is at the wrong place, comes too fast or cannot be read. */
const NOT_SERVED: ReadonlySet<number> = new Set([401, 403, 405, 406, 408, 415, 429]);

/** Hears of each connection whose people or groups were asked for, and which was answered about them. */
export function noteServed(app: NestFastifyApplication, served: ServedNotes): void {
  onAnswered(app.getHttpAdapter().getInstance(), (request, reply) => {
    const identity = knownIdentity(request);
    if (identity === undefined || !isOfResource(request)) return;
    if (isAnswered(reply) || isKeptWaiting(identity)) served.note(identity.connectionId);
  });
}

function isOfResource(request: FastifyRequest): boolean {
  return RESOURCES.test(routeOptionsOf(request).url ?? '') && !hasEndpointForId(request);
}

/** Also where what was asked for is not there, or cannot be taken: the answer is about it. */
function isAnswered({ statusCode: status }: FastifyReply): boolean {
  return status < 500 && !NOT_SERVED.has(status);
}

/** By us alone: it came where it should, and once it is served again nobody has to look at the Tenant URL. */
function isKeptWaiting({ pause, shadow }: Identity): boolean {
  return pause !== null || shadow === 'going-live';
}
