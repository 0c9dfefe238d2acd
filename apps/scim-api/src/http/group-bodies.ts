import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_BULK_BYTES, ScimError } from '#scim';
import { identityOf } from './identity.js';

/**
 * Bytes of a body that holds a whole group: 83,000 members by their ids, 29,000 as an answer shows them. Read and decoded
 * that takes 50 to 70 MB and 0.1 s.
 */
export const MAX_GROUP_BYTES = 4_194_304;

/** Bodies beyond MAX_BULK_BYTES that are in memory at once: of all tenants, and of one. */
export const MAX_LARGE_BODIES = 8;
export const MAX_LARGE_BODIES_OF_TENANT = 2;
/** Requests of one tenant that wait for a turn, and for how long. */
export const MAX_WAITING_BODIES_OF_TENANT = 100;
export const LARGE_BODY_WAIT_MS = 10_000;

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

function takesWholeGroup({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.bodyLimit === MAX_GROUP_BYTES;
}

/**
 * Turns for large bodies: each costs many times its size while it is decoded. A body whose size is not told before, as
 * proxies forward them, waits with the others; most are small, and their turns short.
 */
export class LargeBodies {
  readonly #taken: string[] = [];
  readonly #waiting: Waiting[] = [];

  /** Resolves when the tenant's body may be read, with what ends its turn. @throws ScimError `unavailable`: none came */
  async admit(tenantId: string): Promise<() => void> {
    if (this.#isFree(tenantId)) this.#taken.push(tenantId);
    else await this.#turn(tenantId);
    return () => this.#leave(tenantId);
  }

  #isFree(tenantId: string): boolean {
    const own = this.#taken.filter((one) => one === tenantId).length;
    return this.#taken.length < MAX_LARGE_BODIES && own < MAX_LARGE_BODIES_OF_TENANT;
  }

  #turn(tenantId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const own = this.#waiting.filter((one) => one.tenantId === tenantId).length;
      if (own >= MAX_WAITING_BODIES_OF_TENANT) return reject(noTurn());
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(noTurn());
      }, LARGE_BODY_WAIT_MS);
      const waiting: Waiting = {
        tenantId,
        begin: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#waiting.push(waiting);
    });
  }

  #leave(tenantId: string): void {
    this.#taken.splice(this.#taken.indexOf(tenantId), 1);
    const next = this.#waiting.findIndex((one) => this.#isFree(one.tenantId));
    const [waiting] = next < 0 ? [] : this.#waiting.splice(next, 1);
    if (waiting === undefined) return;
    this.#taken.push(waiting.tenantId);
    waiting.begin();
  }
}

interface Waiting {
  readonly tenantId: string;
  readonly begin: () => void;
}

function noTurn(): ScimError {
  return new ScimError('unavailable', 'Too many large groups are sent at once; repeat the request, few at a time.');
}

/** Holds a body that may be large back until it has a turn, which ends with the answer. */
export async function awaitTurn(bodies: LargeBodies, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!takesWholeGroup(request) || !mayBeLarge(request)) return;
  const leave = await bodies.admit(identityOf(request).tenantId);
  if (reply.raw.closed) leave();
  else reply.raw.once('close', leave);
}

/** By what the client says, or because it says nothing. */
function mayBeLarge({ headers }: FastifyRequest): boolean {
  return headers['content-length'] === undefined || Number(headers['content-length']) > MAX_BULK_BYTES;
}
