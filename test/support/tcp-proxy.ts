import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where a connection leads. It may be known later than the proxy's own port. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** One connection through the proxy; when either end closes, so does the other. */
export interface Passage {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP server on a free port that leads each connection to the target; what passes, `pass` decides. */
export abstract class TcpProxy {
  /** Answers that were thrown away while it was `stealing`. */
  stolen = 0;
  stealing = false;
  readonly #server: Server = createServer();
  readonly #sockets = new Set<Socket>();

  /** Wires both ends' data. */
  protected abstract pass(passage: Passage): void;

  protected async listen(target: () => Target): Promise<void> {
    this.#server.on('connection', (client) => {
      const server = connect({ ...target(), noDelay: true });
      this.pass({ client, server });
      for (const [socket, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.closesWithMe(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
      }
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  protected closesWithMe(socket: Socket): void {
    this.#sockets.add(socket);
  }

  /** Throws an answer away: the server has done what it says, and the client does not know. */
  protected steal({ client, server }: Passage): void {
    this.stolen += 1;
    client.destroy();
    server.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
