import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

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

const LINGER_MS = 1_000;
/** Connections whose bytes are thrown away at once: what is read and thrown away is memory until it is collected. */
const MAX_READ_AWAY = 16;
const ending = new WeakSet<Socket>();
let readAway = 0;

/**
 * Ends the connection behind the answer. Closed at once, with bytes unread, it would be reset, and the client that is still
 * sending would see that and no answer: so what comes is thrown away for a moment (RFC 9112 §9.6), and read by nobody. Of
 * many at once it is not even read: those that cannot send on have their answer all the same.
 */
function endGently(socket: Socket): void {
  if (ending.has(socket)) return;
  ending.add(socket);
  socket.destroySoon = () => {
    socket.removeAllListeners('data');
    if (readAway < MAX_READ_AWAY) {
      readAway += 1;
      socket.once('close', () => (readAway -= 1));
      socket.on('data', () => undefined).resume();
    } else {
      socket.pause();
    }
    socket.once('end', () => socket.destroy());
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.end();
  };
}
