import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inTurns, jsonSteps, turns } from '#turns';
import { onClose } from './on-close.js';
import { holdOf, rememberHold, type MemoryShares } from './shares.js';

/** A list, from its first row to its answer: a page of PAGE_BYTES, decoded, presented and written. An export holds as much. */
export const LIST_BYTES = 12_582_912;

/**
 * What the requests of a projection's readers hold of their tenants' shares of memory, until they are answered and the answer
 * is taken. By the route alone, so that what is added is bounded, too: a GET that does not end in an id is a list, and
 * waits for room before its first row is read; a resource by its id holds its answer.
 */
export function shareAnswers(fastify: FastifyInstance, shares: MemoryShares): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { tenantId } = request;
    if (tenantId === undefined) return done();
    const hold = shares.open(tenantId);
    rememberHold(request, hold);
    onClose(reply.raw, () => hold.close());
    done();
  });
  fastify.addHook('preHandler', async (request) => {
    if (isList(request)) await holdOf(request)?.add(LIST_BYTES);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    // A stream holds what its list does: a page of it is in memory as long as it goes on.
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return done(null, payload);
    const refuses = asksOnly(request) && reply.statusCode < 400;
    try {
      holdOf(request)?.settle(Buffer.byteLength(payload), { refuses });
      done(null, payload);
    } catch (error) {
      done(error instanceof Error ? error : new Error('no room for an answer', { cause: error }));
    }
  });
}

/** HEAD reads and makes all that GET does. */
export function asksOnly({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isList({ method, routeOptions: { url = '' } }: FastifyRequest): boolean {
  return asksOnly({ method }) && !/\/:[^/]+$/.test(url);
}

/** Writes pages step by step, and gives the loop back between their items: a page may be two mebibytes. */
export function writePagesInTurns(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', async (request, reply, payload: unknown) => {
    if (!isPage(payload)) return payload;
    const text = await inTurns(jsonSteps(payload), turns.begin(request.tenantId));
    reply.serializer(() => text);
    return payload;
  });
}

function isPage(payload: unknown): payload is Readonly<Record<string, unknown>> {
  return typeof payload === 'object' && payload !== null && 'items' in payload && Array.isArray(payload.items);
}
