import { createServer, type Server } from 'node:http';
import type { Principal } from './entra-token.js';
import { documentAt } from './issuer-documents.js';
import { listenHere } from './listen-here.js';

export interface Asked {
  readonly path: string;
  readonly status: number;
}

/** A cloud's issuer on this machine: metadata and keys of its tenants, so that a target can check what they sign. */
export class LocalIssuer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * @param authority where it stands in for a cloud: an http URL of this machine
   * @param tenants asked at each request: a key that was rotated meanwhile is served
   */
  static async start(
    authority: string,
    tenants: () => readonly Principal[],
    onAsked: (asked: Asked) => void = () => undefined,
  ): Promise<LocalIssuer> {
    const server = createServer(({ url: path = '' }, response) => {
      const { status, content } = documentAt(tenants(), path) ?? { status: 404, content: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
      onAsked({ path, status });
    });
    await listenHere(server, authority);
    return new LocalIssuer(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
