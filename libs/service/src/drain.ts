import { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Life } from './health.js';

const LOOK_EVERY_MS = 20;
/** What stands in the kernel's buffers when the signal comes is taken and answered: connections, and requests on idle ones. */
const SETTLE_MS = 100;

/**
 * Ends the connections of a service, in three states. *Lame duck*: `/readyz` is 503, so that whoever routes requests
 * finds another replica; meanwhile requests are taken and answered, and every answer asks for its connection's end.
 * *Closed*: nothing is accepted, and what is under way is finished. *Empty*: the connections that are left, on which
 * nothing is asked, are closed. Node itself would end idle connections in the moment in which it stops accepting, and a
 * request that its client has just written would meet a reset.
 */
export class Drain {
  private underWay = 0;

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

  /** @param grace milliseconds in which requests are still taken */
  async run(grace: number): Promise<void> {
    await pause(Math.max(grace, SETTLE_MS));
    const { server } = this.fastify;
    // Of net, and not http's own, which closes idle connections at once.
    Server.prototype.close.call(server);
    do await pause(LOOK_EVERY_MS);
    while (this.underWay > 0);
    server.closeAllConnections();
  }
}
