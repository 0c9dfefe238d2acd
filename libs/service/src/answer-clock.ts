import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Patience } from './body-clock.js';
import { onClose } from './on-close.js';
import { isAskedOn } from './pipelined.js';

/** Of an answer that fits what the kernel keeps for a connection nothing is left to wait for. */
const SMALL_BYTES = 65_536;
/** Of UTF-8, for each unit of a text. */
const MOST_BYTES_A_UNIT = 3;

/**
 * Ends the connections of clients who take none of their answers for `answerMs`. Node looks for bytes that have gone
 * meanwhile, of a single large write, too. Whoever waits for an answer is not ended; and one on which nothing is asked is
 * idle, which Node tells by the same event, and leaves to who listens to it.
 */
export function endUntakenAnswers(server: Server, { answerMs }: Patience): void {
  server.setTimeout(answerMs, (socket: Socket) => {
    if (socket.writableLength > 0 || !isAskedOn(socket)) socket.destroy();
  });
}

/**
 * Ends those of clients who take a large answer so slowly that the whole takes longer than at `bytesPerSecond`. Until then it is
 * in memory. Streams have a clock of their own (stream-clock.ts).
 */
export function endSlowAnswers(fastify: FastifyInstance, { answerMs, bytesPerSecond }: Patience): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const bytes = largeBytes(payload);
    if (bytes > SMALL_BYTES) endAfter(reply.raw, answerMs + (bytes * 1_000) / bytesPerSecond);
    done(null, payload);
  });
}

/** Bytes of what may be large; 0: it is small for certain, or a stream. */
function largeBytes(payload: unknown): number {
  if (Buffer.isBuffer(payload)) return payload.length;
  if (typeof payload !== 'string' || payload.length * MOST_BYTES_A_UNIT <= SMALL_BYTES) return 0;
  return Buffer.byteLength(payload);
}

function endAfter(response: ServerResponse, ms: number): void {
  // Whoever has gone before the answer is not heard of again: a timer would keep all of the request in memory until it is over.
  if (response.destroyed) return;
  const timer = setTimeout(() => response.destroy(), ms).unref();
  onClose(response, () => clearTimeout(timer));
}
