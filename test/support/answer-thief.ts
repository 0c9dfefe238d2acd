import { connect } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { TcpProxy, type Passage } from './tcp-proxy.js';

const PRODUCE = 0;

/**
 * A TCP proxy before a broker. While it is `stealing`, it lets produce requests through, throws the broker's answer away
 * and breaks the connection: the records are stored, and the producer does not know.
 */
export class AnswerThief extends TcpProxy {
  static async before(broker: string): Promise<AnswerThief> {
    const [host = '', port = ''] = broker.split(':');
    const thief = new AnswerThief();
    await thief.listen(() => ({ host, port: Number(port) }));
    return thief;
  }

  /** For `new Kafka({ socketFactory })`: the addresses that the broker advertises would lead past the proxy. */
  readonly socketFactory: ISocketFactory = ({ onConnect }) => {
    const socket = connect({ host: '127.0.0.1', port: this.port, noDelay: true }, onConnect);
    this.closesWithMe(socket);
    return socket;
  };

  protected override pass(passage: Passage): void {
    const { client, server } = passage;
    let isProducing = false;
    client.on('data', (chunk) => {
      // A request begins with its size (4 bytes) and its API key (2); kafkajs writes each in one piece.
      if (chunk.length >= 6 && chunk.readInt16BE(4) === PRODUCE) isProducing = true;
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (this.stealing && isProducing) this.steal(passage);
      else client.write(chunk);
    });
  }
}
