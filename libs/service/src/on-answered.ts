import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Kept } from './kept.js';
import { onClose } from './on-close.js';

type Heard = (request: FastifyRequest, reply: FastifyReply) => void;

const heard = new WeakMap<FastifyInstance, Heard[]>();
const ended = new Kept<FastifyRequest, true>();

/**
 * Where each request ends, once. Fastify's `onResponse` comes with the last byte, and so never where the client has hung up: what
 * was done for it is done all the same, and ends with its answer, or when the client goes before it has all of that.
 */
export function onAnswered(fastify: FastifyInstance, hear: Heard): void {
  const all = heard.get(fastify);
  if (all !== undefined) return void all.push(hear);
  const own = [hear];
  heard.set(fastify, own);
  hearAll(fastify, own);
}

function hearAll(fastify: FastifyInstance, all: readonly Heard[]): void {
  const end: Heard = (request, reply) => {
    if (ended.has(request)) return;
    ended.set(request, true);
    for (const hear of all) hear(request, reply);
  };
  fastify.addHook('onSend', (request, reply, payload, done) => {
    done(null, payload);
    if (reply.raw.destroyed) end(request, reply);
    else onClose(reply.raw, () => end(request, reply));
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    end(request, reply);
    done();
  });
}
