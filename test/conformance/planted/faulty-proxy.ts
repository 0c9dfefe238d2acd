import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Forwarded {
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a target does wrong; what it leaves alone passes through. */
export interface Fault {
  /** Another request than the one that came, or an answer without asking the target. */
  readonly request?: (request: Forwarded, forward: Forward) => Forwarded | Promise<Answered>;
  readonly answer?: (answer: Answered, request: Forwarded) => Answered;
  /** What becomes of the connection: no answer, a reset, or a reset after the target has done what was asked. */
  readonly breaks?: (request: Forwarded) => 'silent' | 'reset' | 'lost' | undefined;
}

export type Forward = (request: Forwarded) => Promise<Answered>;

/** Stands before a target and breaks one thing. */
export class FaultyProxy {
  readonly #server: Server;
  readonly #target: URL;
  fault: Fault = {};
  /** What came, in order. */
  readonly requests: Forwarded[] = [];

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = target;
  }

  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(server, new URL(target));
    server.on('request', (request, response) => void proxy.#handle(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.#target.pathname}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = this;
    const request = await read(incoming, this.#target.pathname);
    this.requests.push(request);
    const broken = fault.breaks?.(request);
    if (broken === 'reset') return void incoming.socket.destroy();
    if (broken === 'silent') return;
    const forward = this.#forward.bind(this);
    if (broken === 'lost') {
      await forward(request);
      return void incoming.socket.destroy();
    }
    const changed = fault.request?.(request, forward) ?? request;
    const answer = changed instanceof Promise ? await changed : await forward(changed);
    const { status, headers, body } = fault.answer?.(answer, request) ?? answer;
    response.writeHead(status, headers).end(status === 204 || status === 304 ? undefined : body);
  }

  async #forward({ method, path, headers, body }: Forwarded): Promise<Answered> {
    const response = await fetch(`${this.#target.origin}${this.#target.pathname}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === '' ? {} : { body: new TextEncoder().encode(body) }),
    });
    const {
      'content-length': _,
      'content-encoding': __,
      connection: ___,
      'transfer-encoding': ____,
      ...kept
    } = Object.fromEntries(response.headers);
    return { status: response.status, headers: kept, body: await response.text() };
  }
}

const HOP_BY_HOP = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'expect'];

async function read(incoming: IncomingMessage, base: string): Promise<Forwarded> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array));
  const headers = Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
  return {
    method: incoming.method ?? 'GET',
    path: (incoming.url ?? '/').slice(base.length),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
