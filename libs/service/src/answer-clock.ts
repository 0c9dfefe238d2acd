import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Patience } from './body-clock.js';

/** Of an answer that fits what the kernel keeps for a connection nothing is left to wait for. */
const SMALL_BYTES = 65_536;

/**
 * Ends the connections of clients who do not take their answers: none of it for `answerMs`, or so slowly that the whole takes
 * longer than at `bytesPerSecond`. Until then an answer is in memory. How fast a stream must be taken its route says.
 */
export function endUnreadAnswers(fastify: FastifyInstance, { answerMs, bytesPerSecond }: Patience): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    // Node looks for bytes that have gone meanwhile, of a single large write, too.
    reply.raw.setTimeout(answerMs, () => reply.raw.destroy());
    const bytes = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0;
    if (bytes > SMALL_BYTES) endAfter(reply.raw, answerMs + (bytes * 1_000) / bytesPerSecond);
    done(null, payload);
  });
}

function endAfter(response: ServerResponse, ms: number): void {
  const timer = setTimeout(() => response.destroy(), ms).unref();
  response.once('close', () => clearTimeout(timer));
}
