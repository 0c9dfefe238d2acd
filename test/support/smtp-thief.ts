import { TcpProxy, type Passage } from './tcp-proxy.js';

/**
 * A TCP proxy before a mail server. While it is `stealing`, the answer to a message's end is thrown away and the
 * connection broken: the server has the mail, and the sender does not know.
 */
export class SmtpThief extends TcpProxy {
  /** The port of the mail server; it may start after the proxy. */
  target = 0;

  static async start(): Promise<SmtpThief> {
    const thief = new SmtpThief();
    await thief.listen(() => ({ host: '127.0.0.1', port: thief.target }));
    return thief;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}?tls=never`;
  }

  protected override pass(passage: Passage): void {
    const { client, server } = passage;
    let inMessage = false;
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => {
      const answersMessage = inMessage;
      // 354 asks for the message (RFC 5321 §4.1.1.4), perhaps behind an earlier answer; what comes next answers its end.
      inMessage = /^354/m.test(chunk.toString('latin1'));
      if (this.stealing && answersMessage) this.steal(passage);
      else client.write(chunk);
    });
  }
}
