import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy before a mail server. While it is `stealing`, the answer to a message's end is thrown away and the
 * connection broken: the server has the mail, and the sender does not know.
 */
export class SmtpThief {
  stealing = false;
  /** Answers that were thrown away. */
  stolen = 0;
  /** The port of the mail server; it may start after the proxy. */
  target = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(readonly server: Server) {}

  static async start(): Promise<SmtpThief> {
    const server = createServer();
    const thief = new SmtpThief(server);
    server.on('connection', (client) => thief.#pass(client, connect({ host: '127.0.0.1', port: thief.target })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return thief;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}?tls=never`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #pass(client: Socket, mails: Socket): void {
    let inMessage = false;
    client.on('data', (chunk) => mails.write(chunk));
    mails.on('data', (chunk) => {
      const answersMessage = inMessage;
      // 354 asks for the message (RFC 5321 §4.1.1.4), perhaps behind an earlier answer; what comes next answers its end.
      inMessage = /^354/m.test(chunk.toString('latin1'));
      if (this.stealing && answersMessage) {
        this.stolen += 1;
        client.destroy();
        mails.destroy();
      } else client.write(chunk);
    });
    for (const [socket, other] of [
      [client, mails],
      [mails, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  }
}
