import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request, or one operation of a bulk, as it went by: what the activity must say of it, too. */
export interface Recorded {
  /** As the answer had it; of an operation `<request>:<index>`. */
  readonly id: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  /** When its answer was here whole: milliseconds since 1970. */
  readonly at: number;
}

export interface RecordingProxy {
  readonly url: string;
  readonly records: readonly Recorded[];
  stop(): Promise<void>;
}

/** Passes everything on, and keeps what was answered. What was not is 502, and kept nowhere. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const records: Recorded[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    passOn(request, response, { target, agent }).then(
      (passed) => records.push(...recordsOf(request, passed)),
      () => response.writeHead(502).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records,
    async stop(): Promise<void> {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Passed {
  readonly id: string;
  readonly status: number;
  readonly sent: Buffer;
  readonly answered: Buffer;
}

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  { target, agent }: { readonly target: string; readonly agent: Agent },
): Promise<Passed> {
  const sent = await buffer(request);
  const { method, headers } = request;
  const passed = httpRequest(new URL(request.url ?? '/', target), { method, headers, agent });
  passed.end(sent);
  const [answer] = (await once(passed, 'response')) as [IncomingMessage];
  const answered = await buffer(answer);
  const status = answer.statusCode ?? 0;
  response.writeHead(status, answer.headers).end(answered);
  return { id: String(answer.headers['x-request-id']), status, sent, answered };
}

function recordsOf({ method = '', url = '' }: IncomingMessage, { id, status, sent, answered }: Passed): Recorded[] {
  const [path = ''] = url.split('?', 1);
  const at = Date.now();
  const own = { id, method, path, status, at };
  if (!path.endsWith('/Bulk') || status !== 200) return [own];
  const [asked, became] = [operationsIn(sent), operationsIn(answered)];
  const operations = asked.map((operation, index) => ({
    id: `${id}:${index}`,
    method: operation.method,
    path: `/scim/v2${operation.path ?? ''}`,
    status: Number(became[index]?.status),
    at,
  }));
  return [own, ...operations];
}

interface Operation {
  readonly method: string;
  readonly path?: string;
  readonly status?: string;
}

function operationsIn(body: Buffer): readonly Operation[] {
  return (JSON.parse(body.toString('utf8')) as { readonly Operations: readonly Operation[] }).Operations;
}
