import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { holdBodiesBack } from './content.js';

/** The same routes at further addresses of the machine, on the same port: `localhost` is 127.0.0.1 and ::1. */
export class FurtherListeners {
  readonly servers: readonly Server[];
  readonly #hosts: readonly string[];

  constructor(fastify: FastifyInstance, hosts: readonly string[], serverOf: (handle: RequestListener) => Server) {
    this.#hosts = hosts;
    const route = (request: IncomingMessage, response: ServerResponse): void => fastify.routing(request, response);
    this.servers = hosts.map(() => {
      const server = serverOf(route);
      holdBodiesBack(server, route);
      server.on('clientError', (error, socket) => fastify.server.emit('clientError', error, socket));
      return server;
    });
  }

  /** A machine without such an address does without. */
  async listen(port: number): Promise<void> {
    await Promise.all(this.servers.map((server, at) => listen(server, { port, host: this.#hosts[at] ?? '' })));
  }

  close(): void {
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

const NO_SUCH_ADDRESS: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

function listen(server: Server, at: { readonly port: number; readonly host: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (NO_SUCH_ADDRESS.has(error.code)) resolve();
      else reject(error);
    };
    server.once('error', onError);
    server.listen(at, () => {
      server.off('error', onError);
      resolve();
    });
  });
}
