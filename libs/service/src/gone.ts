import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Kept } from './kept.js';
import { onClose } from './on-close.js';

const replies = new Kept<FastifyRequest, FastifyReply>();
const signals = new Kept<FastifyRequest, AbortSignal>();

/** The client closed its connection: nobody reads the answer. */
export class ClientGone extends Error {
  readonly code = 'CLIENT_GONE';
  constructor() {
    super('the client has gone');
    this.name = 'ClientGone';
  }
}

/** So that `goneOf` knows of every request when its connection is closed. */
export function watchClients(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    replies.set(request, reply);
    done();
  });
}

/** Aborts when the connection is closed before the request is answered. */
export function goneOf(request: FastifyRequest): AbortSignal | undefined {
  const known = signals.get(request);
  const response = replies.get(request)?.raw;
  if (known !== undefined || response === undefined) return known;
  const controller = new AbortController();
  const onEnd = (): void => {
    if (!response.writableFinished) controller.abort(new ClientGone());
  };
  if (response.destroyed) onEnd();
  else onClose(response, onEnd);
  signals.set(request, controller.signal);
  return controller.signal;
}
