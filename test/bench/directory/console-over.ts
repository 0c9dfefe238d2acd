import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TENANT } from '../../browser/fake/scenario.js';
import { startFakeConsole } from '../../browser/fake/server.js';
import type { Asking } from './ask.js';

/** The console's pages over a real directory. */
export interface ConsoleOver {
  /** Where the company's pages are. */
  readonly base: string;
  readonly stop: () => Promise<void>;
}

const DIRECTORY = '/api/directory/';
/** What a browser goes by. */
const PASSED = ['content-type', 'content-security-policy', 'cache-control', 'etag'];

/** Somebody is signed in as an auditor; what is not of the directory answers the console of the browser's tests. */
export async function consoleOver({ url, token }: Asking): Promise<ConsoleOver> {
  const fake = await startFakeConsole({ role: 'auditor', state: 'full', locale: 'en', theme: 'light' });
  const authorization = `Bearer ${await token()}`;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const target = path.startsWith(DIRECTORY) ? `${url}/${path.slice(DIRECTORY.length)}` : `${fake.url}${path}`;
    pass({ request, response, target, authorization }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Of a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://localhost:${port}/t/${TENANT.slug}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fake.close();
    },
  };
}

interface Passing {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: string;
  readonly authorization: string;
}

/** Pages only read: nothing but the address is passed on. */
async function pass({ request, response, target, authorization }: Passing): Promise<void> {
  const answer = await fetch(target, { method: request.method === 'GET' ? 'GET' : 'HEAD', headers: { authorization } });
  const headers = PASSED.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  response.writeHead(answer.status, Object.fromEntries(headers)).end(Buffer.from(await answer.arrayBuffer()));
}
