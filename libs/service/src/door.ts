import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { atOnceOrThen } from './at-once.js';
import { tellGranted } from './granted.js';
import { beginSpans, letIn } from './observe-http.js';
import { permit } from './permit.js';
import { routeOptionsOf } from './route-options.js';

/**
 * Asks who is there, before anything of a body is read. True: the credential is right. False: none is asked for here.
 * Throws what everybody else is answered with.
 */
export type Door = (request: FastifyRequest) => boolean | Promise<boolean>;

const OPEN: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics', '/openapi.json']);

/** A door before every route of an API: what is added to it is behind the door, too. What is nowhere is 404 to everybody. */
export function doorOfAll(admit: (request: FastifyRequest) => Promise<void>): Door {
  return async (request) => {
    const { url: route } = routeOptionsOf(request);
    if (route === undefined || OPEN.has(route)) return false;
    await admit(request);
    return true;
  };
}

/** Without a door everybody is let in, and nobody where nothing is. */
function isSomewhere({ is404 }: FastifyRequest): boolean {
  return !is404;
}

/**
 * Behind the hooks that need no credential, and before all others: only who is known continues a trace.
 *
 * @param now milliseconds since 1970
 */
export function keepDoor(fastify: FastifyInstance, door: Door = isSomewhere, now: () => number = Date.now): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    atOnceOrThen(() => {
      if (isLong(request.raw.headers)) request.raw.socket.pause();
      const isIn = door(request);
      return typeof isIn === 'boolean' ? enter(request, isIn, now) : isIn.then((known) => enter(request, known, now));
    }, done);
  });
  beginSpans(fastify);
}

function enter(request: FastifyRequest, isIn: boolean, now: () => number): void | Promise<void> {
  if (!isIn) return undefined;
  letIn(request);
  permit(request, now);
  const told = tellGranted(request);
  const { headers, socket } = request.raw;
  if (!isLong(headers)) return told;
  if (told !== undefined) return told.then(() => void socket.resume());
  socket.resume();
}

/**
 * What does not come with its headers is left to the kernel until somebody is let in, or reads it all the same. Node reads on
 * by itself: 128 kB of each stranger before it was answered, for nobody.
 */
function isLong({ 'content-length': length, 'transfer-encoding': coding }: IncomingHttpHeaders): boolean {
  return coding !== undefined || Number(length ?? 0) > SHORT_BODY_BYTES;
}

/** Read whole, so that its connection serves who was refused for the next request, too. */
const SHORT_BODY_BYTES = 16_384;
