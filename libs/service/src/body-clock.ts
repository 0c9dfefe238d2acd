import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { routeOptionsOf } from './route-options.js';

/** How long is waited for a client that is slow, or has stopped. */
export interface Patience {
  /** Milliseconds for all headers, from the first byte of the connection or of its next request. */
  readonly headersMs: number;
  /** Milliseconds in which a body may stand still. */
  readonly idleMs: number;
  /** What a body must come with on average, behind `idleMs`: 4 MiB in 256 s. An answer must be taken as fast, behind `answerMs`. */
  readonly bytesPerSecond: number;
  /** Milliseconds in which a client may take nothing of its answer. */
  readonly answerMs: number;
  /** Milliseconds for which a connection is kept on which nothing is asked; Node adds one second. */
  readonly keepAliveMs: number;
  /** Milliseconds for a whole request, whatever it waits for: Node's own bound behind the others. */
  readonly requestMs: number;
  /** Milliseconds between two looks. */
  readonly lookEveryMs: number;
}

export const PATIENCE: Patience = {
  headersMs: 10_000,
  idleMs: 10_000,
  bytesPerSecond: 16_384,
  answerMs: 60_000,
  keepAliveMs: 65_000,
  requestMs: 300_000,
  lookEveryMs: 1_000,
};

interface Waited {
  bytes: number;
  movedAt: number;
  readonly until: number;
  /** Was so at the last look: a process that was busy has not seen yet what has come meanwhile. */
  isLate: boolean;
}

/**
 * Ends bodies that stop or trickle: 408, and the connection. A body's time is told by what its route takes at most, or by
 * what is announced. It is measured in bytes of the connection, so that nothing stands in the way of who reads them.
 */
export class BodyClock {
  readonly #patience: Patience;
  readonly #waiting = new Map<IncomingMessage, Waited>();
  #timer: NodeJS.Timeout | undefined;

  /** To be made before any other hook reads of a body. */
  constructor(fastify: FastifyInstance, patience: Patience) {
    this.#patience = patience;
    fastify.addHook('preParsing', (request, _reply, payload, done) => {
      this.#wait(request);
      done(null, payload);
    });
    fastify.addHook('onClose', (_instance, done) => {
      clearTimeout(this.#timer);
      done();
    });
  }

  #wait(request: FastifyRequest): void {
    const { raw } = request;
    const { 'content-length': length, 'transfer-encoding': chunked } = raw.headers;
    if (raw.complete || (length === undefined && chunked === undefined)) return;
    const { bodyLimit: most } = routeOptionsOf(request);
    const bytes = Math.min(most, Number(length ?? most));
    const now = performance.now();
    const until = now + this.#patience.idleMs + (bytes * 1_000) / this.#patience.bytesPerSecond;
    this.#waiting.set(raw, { bytes: raw.socket.bytesRead, movedAt: now, until, isLate: false });
    this.#timer ??= setTimeout(() => this.#look(), this.#patience.lookEveryMs).unref();
  }

  #look(): void {
    const now = performance.now();
    for (const [raw, waited] of this.#waiting) {
      if (raw.complete || raw.destroyed) this.#waiting.delete(raw);
      else if (this.#isOver(raw, waited, now)) {
        this.#waiting.delete(raw);
        end(raw);
      }
    }
    this.#timer = undefined;
    if (this.#waiting.size > 0) this.#timer = setTimeout(() => this.#look(), this.#patience.lookEveryMs).unref();
  }

  #isOver({ socket }: IncomingMessage, waited: Waited, now: number): boolean {
    const hasMoved = socket.bytesRead > waited.bytes;
    if (hasMoved) Object.assign(waited, { bytes: socket.bytesRead, movedAt: now });
    const wasLate = waited.isLate;
    waited.isLate = now >= waited.until || now - waited.movedAt >= this.#patience.idleMs;
    return waited.isLate && wasLate;
  }
}

/** Whoever reads the body is told, and answers in the form of its API. */
function end(raw: IncomingMessage): void {
  if (raw.listenerCount('error') === 0) raw.destroy();
  else
    raw.emit(
      'error',
      new Problem(408, 'body-too-slow', 'The body stopped coming, or came too slowly; send it again, at once.'),
    );
}
