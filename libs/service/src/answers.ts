import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** What is answered is somebody's or secret unless its route says otherwise: it is kept nowhere, and is what its type says. */
export function guardAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    void reply.header('x-content-type-options', 'nosniff');
    if (isUnfinished(request.raw)) {
      void reply.header('connection', 'close');
      endGently(request.raw.socket);
    }
    done(null, payload);
  });
}

/** Whether more of it would come: who was refused before its body has no right to our time for it. */
function isUnfinished({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}

const LINGER_MS = 1_000;
const ending = new WeakSet<Socket>();

/**
 * Ends the connection behind the answer. Closed at once, with bytes unread, it would be reset, and the client that is still
 * sending would see that and no answer: so what comes is thrown away for a moment (RFC 9112 §9.6), and read by nobody.
 */
function endGently(socket: Socket): void {
  if (ending.has(socket)) return;
  ending.add(socket);
  socket.destroySoon = () => {
    socket.removeAllListeners('data');
    socket.on('data', () => undefined).resume();
    socket.once('end', () => socket.destroy());
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.end();
  };
}
