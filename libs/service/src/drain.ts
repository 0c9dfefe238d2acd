import type { FastifyInstance } from 'fastify';
import type { Life } from './health.js';

const LOOK_EVERY_MS = 20;

/**
 * Lets a closing server end. Node waits for every connection, and one that is kept alive by its client, or that never
 * sent a request, ends at its own timeout only. So answers ask for the connection's end once the service is stopping,
 * and when the last request under way is answered, the connections that are left are closed.
 */
export class Drain {
  private underWay = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly fastify: FastifyInstance,
    life: Life,
  ) {
    fastify.addHook('onRequest', (_request, reply, done) => {
      this.underWay += 1;
      reply.raw.once('close', () => {
        this.underWay -= 1;
      });
      done();
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (life.phase === 'stopping') void reply.header('connection', 'close');
      done(null, payload);
    });
  }

  begin(): void {
    this.timer = setInterval(() => {
      const { server } = this.fastify;
      if (!server.listening && this.underWay === 0) server.closeAllConnections();
    }, LOOK_EVERY_MS);
  }

  end(): void {
    clearInterval(this.timer);
  }
}
