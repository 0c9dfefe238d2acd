import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { endGently } from './end-gently.js';

/** What is answered is somebody's or secret unless its route says otherwise: it is kept nowhere, and is what its type says. */
export function guardAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    void reply.header('x-content-type-options', 'nosniff');
    if (isUnfinished(request.raw)) {
      void reply.header('connection', 'close');
      // A body that is read through another stream has lost its socket by now; the answer has it.
      if (reply.raw.socket !== null) endGently(reply.raw.socket);
    }
    done(null, request.method === 'HEAD' ? withoutBody(payload) : payload);
  });
}

/** A stream of whose answer only the head is sent would be read to its end by Fastify, for nobody: an export, whole. */
function withoutBody(payload: unknown): unknown {
  if (!(payload instanceof Readable)) return payload;
  payload.destroy();
  return Readable.from([]);
}

/** Whether more of it would come: who was refused before its body has no right to our time for it. */
function isUnfinished({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}
