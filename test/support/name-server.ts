import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** What the server does with a question: TXT records, a name that does not exist, a name without such records, a failure, or nothing. */
export type DnsReply = readonly string[] | 'no-such-name' | 'no-data' | 'server-failure' | 'silence';

const CODES = { 'no-such-name': 3, 'no-data': 0, 'server-failure': 2 } as const;

/** A DNS server on UDP (RFC 1035 §4) that answers TXT questions as it is told, on a free port. */
export class NameServer {
  readonly #socket: Socket;
  readonly asked: string[] = [];
  reply: (name: string) => DnsReply | Promise<DnsReply> = () => 'no-such-name';

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async start(): Promise<NameServer> {
    const socket = createSocket('udp4');
    const server = new NameServer(socket);
    socket.on('message', (question, from) => void server.#answer(question, from));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return server;
  }

  /** As `DNS_SERVERS` has it. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async stop(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  async #answer(question: Buffer, from: RemoteInfo): Promise<void> {
    const { name, end } = questionOf(question);
    this.asked.push(name);
    const reply = await this.reply(name.toLowerCase());
    if (reply === 'silence') return;
    const records = typeof reply === 'string' ? [] : reply;
    const header = Buffer.alloc(12);
    question.copy(header, 0, 0, 2);
    // A response, recursion desired and available.
    header.writeUInt16BE(0x8180 | (typeof reply === 'string' ? CODES[reply] : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    const parts = [header, question.subarray(12, end), ...records.map(txtRecord)];
    this.#socket.send(Buffer.concat(parts), from.port, from.address);
  }
}

function questionOf(message: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 5 };
}

/** Of the name in the question; a text is in parts of at most 255 octets. */
function txtRecord(text: string): Buffer {
  const parts = [
    ...Buffer.from(text)
      .toString('latin1')
      .matchAll(/[^]{1,255}/g),
  ].map(([part]) => part);
  const data = Buffer.concat(
    parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part, 'latin1')])),
  );
  const head = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 1, data.length >> 8, data.length & 0xff]);
  return Buffer.concat([head, data]);
}
