import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

const PRODUCE = 0;

/**
 * A TCP proxy before a broker. While it is `stealing`, it lets produce requests through, throws the broker's answer away
 * and breaks the connection: the records are stored, and the producer does not know.
 */
export class AnswerThief {
  stealing = false;
  /** Answers that were thrown away. */
  stolen = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(readonly server: Server) {}

  static async before(broker: string): Promise<AnswerThief> {
    const [host = '', port = ''] = broker.split(':');
    const server = createServer();
    const thief = new AnswerThief(server);
    server.on('connection', (client) => thief.#pass(client, connect({ host, port: Number(port), noDelay: true })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return thief;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** For `new Kafka({ socketFactory })`: the addresses that the broker advertises would lead past the proxy. */
  readonly socketFactory: ISocketFactory = ({ onConnect }) => {
    const socket = connect({ host: '127.0.0.1', port: this.port, noDelay: true }, onConnect);
    this.#sockets.add(socket);
    return socket;
  };

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #pass(client: Socket, broker: Socket): void {
    let isProducing = false;
    client.on('data', (chunk) => {
      // A request begins with its size (4 bytes) and its API key (2); kafkajs writes each in one piece.
      if (chunk.length >= 6 && chunk.readInt16BE(4) === PRODUCE) isProducing = true;
      broker.write(chunk);
    });
    broker.on('data', (chunk) => {
      if (this.stealing && isProducing) {
        this.stolen += 1;
        client.destroy();
        broker.destroy();
      } else client.write(chunk);
    });
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  }
}
