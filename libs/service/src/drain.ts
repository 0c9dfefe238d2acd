import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Life } from './health.js';
import { onClose } from './on-close.js';

const LOOK_EVERY_MS = 20;
/**
 * What stands in the kernel's buffers when the signal comes is taken and answered: connections, and requests on idle ones.
 * It has come when no request has begun for so long, and is waited for so long at most.
 */
const QUIET_MS = 100;
const SETTLE_WITHIN_MS = 1_000;
/** Connections that the kernel keeps for a listener of Node until they are taken. */
const BACKLOG = 511;

/**
 * Ends the connections of a service, in three states. *Lame duck*: `/readyz` is 503, so that whoever routes requests
 * finds another replica; meanwhile requests are taken and answered, and every answer asks for its connection's end.
 * *Closed*: nothing is accepted, and what is under way is finished. *Empty*: the connections that are left, on which
 * nothing is asked, are closed. Node itself would end idle connections in the moment in which it stops accepting, and a
 * request that its client has just written would meet a reset.
 */
export class Drain {
  #underWay = 0;
  #lastBegun = 0;

  constructor(fastify: FastifyInstance, life: Life) {
    fastify.addHook('onRequest', (_request, reply, done) => {
      this.#underWay += 1;
      this.#lastBegun = performance.now();
      onClose(reply.raw, () => {
        this.#underWay -= 1;
      });
      done();
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (life.phase === 'stopping') void reply.header('connection', 'close');
      done(null, payload);
    });
  }

  /** @param grace milliseconds in which requests are still taken @param servers all that requests come in by */
  async run(grace: number, servers: readonly HttpServer[]): Promise<void> {
    await pause(grace);
    const settled = performance.now() + SETTLE_WITHIN_MS;
    do await this.#listen(QUIET_MS);
    while (!this.#isQuiet() && performance.now() < settled);
    await this.#takeQueued(servers);
    // Of net, and not http's own, which closes idle connections at once.
    for (const server of servers) Server.prototype.close.call(server);
    do await this.#listen(LOOK_EVERY_MS);
    while (this.#underWay > 0 || !this.#isQuiet());
    for (const server of servers) server.closeAllConnections();
  }

  /**
   * A listener that is closed resets what stands in its queue, and a connection is taken in each turn: of a hundred at once in
   * a busy process forty stood there after a second. What stands there now is taken; what comes later is not waited for.
   */
  async #takeQueued(servers: readonly HttpServer[]): Promise<void> {
    let taken = 0;
    const onConnection = (): void => {
      taken += 1;
      this.#lastBegun = performance.now();
    };
    for (const server of servers) server.on('connection', onConnection);
    for (let before = -1; before < taken && taken < BACKLOG;) {
      before = taken;
      await this.#listen(0);
    }
    for (const server of servers) server.off('connection', onConnection);
  }

  /** A process that was busy for so long has not looked at its sockets yet when the time is over: it does, and then is asked. */
  async #listen(milliseconds: number): Promise<void> {
    await pause(milliseconds);
    await turn();
    await turn();
  }

  #isQuiet(): boolean {
    return performance.now() - this.#lastBegun >= QUIET_MS;
  }
}
