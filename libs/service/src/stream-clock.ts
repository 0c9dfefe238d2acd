import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Patience } from './body-clock.js';
import { onClose } from './on-close.js';

type Pace = Pick<Patience, 'answerMs' | 'bytesPerSecond' | 'lookEveryMs'>;

/**
 * Ends the streams of clients who take them, for longer than `answerMs`, more slowly than `bytesPerSecond`: whoever takes a byte
 * now and then would hold an export and what it is read from for ever. Only time counts in which something lies there for the
 * client: one that waits for the database is not slow.
 */
export function endSlowStreams(fastify: FastifyInstance, pace: Pace): void {
  fastify.addHook('onSend', (_request, { raw }, payload, done) => {
    if (payload instanceof Readable && !raw.destroyed) watch(raw, new StreamClock(pace), pace.lookEveryMs);
    done(null, payload);
  });
}

function watch(response: ServerResponse, clock: StreamClock, everyMs: number): void {
  const timer = setInterval(() => {
    const { socket } = response;
    // Behind another answer of its connection, which has a clock of its own, nothing of it can be taken.
    if (socket === null) return;
    const gone = socket.bytesWritten - socket.writableLength;
    if (clock.isOver({ gone, waiting: response.writableLength })) response.destroy();
  }, everyMs).unref();
  onClose(response, () => clearInterval(timer));
}

/** What was seen of a stream at a look: bytes that the client's kernel has, on this connection, and those that wait for it. */
export interface Seen {
  readonly gone: number;
  readonly waiting: number;
}

/** The time that a client has left: looks are counted, not the clock, for a process that was busy is not the client's doing. */
export class StreamClock {
  readonly #pace: Pace;
  #leftMs: number;
  #gone: number | null = null;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#leftMs = pace.answerMs;
  }

  /** Bytes are seen to go a chunk at a time, so the one that is under way has its own time besides. */
  isOver({ gone, waiting }: Seen): boolean {
    const { answerMs, lookEveryMs } = this.#pace;
    const paid = this.#msOf(gone - (this.#gone ?? gone));
    this.#gone = gone;
    this.#leftMs = Math.min(answerMs, this.#leftMs + paid - (waiting > 0 ? lookEveryMs : 0));
    return waiting > 0 && this.#leftMs + this.#msOf(waiting) < 0;
  }

  #msOf(bytes: number): number {
    return (bytes * 1_000) / this.#pace.bytesPerSecond;
  }
}
