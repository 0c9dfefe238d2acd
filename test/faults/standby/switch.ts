import { TcpProxy, type Passage, type Target } from '../../support/tcp-proxy.js';

/** The service name of a database with a standby: leads each new connection to whoever is the primary. */
export class Switch extends TcpProxy {
  #port: number;

  private constructor(port: number) {
    super();
    this.#port = port;
  }

  static async to(port: number): Promise<Switch> {
    const made = new Switch(port);
    await made.listen(() => made.#target());
    return made;
  }

  /** From now on. Connections that are there stay where they are. */
  lead(port: number): void {
    this.#port = port;
  }

  protected pass({ client, server }: Passage): void {
    client.pipe(server);
    server.pipe(client);
  }

  #target(): Target {
    return { host: '127.0.0.1', port: this.#port };
  }
}
