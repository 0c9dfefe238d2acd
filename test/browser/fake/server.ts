import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { projectRoot } from '../../../deploy/local/parts/project-root.js';
import { ABSENT } from './answer.js';
import { ANSWERS } from './answers.js';
import { ANSWERS_OF_CONSOLE } from './answers-of-console.js';
import { ownFaults, ownOperationAt, type OwnOperation } from './own.js';
import { answerFaults, operationAt, requestFaults, SERVICES, type Operation } from './documents.js';
import { BY_GRANT, permissionsOf } from './permissions.js';
import { TENANT, type Scenario } from './scenario.js';
import { CSRF, sessionOf } from './session.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface FakeConsole {
  readonly url: string;
  /** What the pages asked for against the documents, and answers of this fake that they do not allow; reports of CSP. */
  readonly faults: readonly string[];
  /** From now on, and with a clean sheet. */
  readonly play: (scenario: Scenario | null) => void;
  readonly close: () => Promise<void>;
}

/** The console's server as its pages see it, with services that answer only what their committed documents allow. */
export async function startFakeConsole(first: Scenario): Promise<FakeConsole> {
  const faults: string[] = [];
  let scenario: Scenario | null = first;
  const server = createServer((request, response) => {
    serve({ request, response, scenario, faults }).catch((error: unknown) => {
      // Whoever left the page in the midst of a request has nothing to do with who is visited next.
      if (!isCutOff(error)) faults.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    faults,
    play: (next) => {
      scenario = next;
      faults.length = 0;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

/** As Node's server says of a request whose sender went before the whole of it was there. */
function isCutOff(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly scenario: Scenario | null;
  readonly faults: string[];
}

async function serve(exchange: Exchange): Promise<void> {
  const { request, response, faults } = exchange;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await bodyOf(request);
  if (url.pathname === '/csp-reports') {
    faults.push(`CSP: ${JSON.stringify(body)}`);
    response.writeHead(204).end();
    return;
  }
  const own = ownOperationAt(ANSWERS_OF_CONSOLE, request.method ?? '', url.pathname);
  if (own !== null) serveOwn(exchange, own, { url, body });
  else if (url.pathname.startsWith('/api/session')) serveSession(exchange, url);
  else if (url.pathname.startsWith('/api/')) serveApi(exchange, url, body);
  else if (url.pathname.startsWith('/assets/')) serveFile(response, url.pathname);
  else servePage(response);
}

function serveSession({ request, response, scenario }: Exchange, url: URL): void {
  if (request.method !== 'GET' || url.pathname !== '/api/session') response.writeHead(204).end();
  else if (scenario === null) send(response, 401, { title: 'Unauthorized' });
  else send(response, 200, sessionOf(scenario));
}

interface OwnAsking {
  readonly url: URL;
  readonly body: unknown;
}

function serveOwn(
  { request, response, scenario, faults }: Exchange,
  own: OwnOperation,
  { url, body }: OwnAsking,
): void {
  const { name, needs, isOpen = false, path, answer } = own;
  if (scenario === null && !isOpen) return send(response, 401, { title: 'Unauthorized' });
  const asked = (body ?? {}) as Readonly<Record<string, unknown>>;
  const played = scenario ?? NOBODY;
  if (needs !== undefined && !permissionsOf(played.role).includes(needs)) {
    faults.push(`${name}: ${played.role} has no ${needs}`);
    return send(response, 403, { title: 'Forbidden', status: 403, code: 'not-permitted' });
  }
  if (request.method !== 'GET' && !isOpen && request.headers['x-csrf-token'] !== CSRF)
    faults.push(`${name}: no CSRF token`);
  faults.push(...ownFaults(own, asked));
  if (isUnusual(response, played, 'console')) return;
  const given = answer(played, { path, query: url.searchParams, body: asked });
  return send(response, given === undefined ? 204 : 200, given);
}

/** Who is not signed in sees the pages of those. */
const NOBODY: Scenario = { role: 'employee', state: 'full', locale: null, theme: 'auto' };

function serveApi({ request, response, scenario, faults }: Exchange, url: URL, body: unknown): void {
  if (scenario === null) return send(response, 401, { title: 'Unauthorized' });
  const isGranted = url.pathname.startsWith(GRANTED);
  const operation = operationOf(request.method ?? '', isGranted ? url.pathname.slice(GRANTED.length) : url.pathname);
  // As the console's server has it: by a grant nothing is written, and nothing administered.
  const isBeyond = isGranted && (request.method !== 'GET' || /\/scim-api\/admin\//.test(url.pathname));
  if (operation === null || isBeyond) {
    faults.push(`${request.method} ${url.pathname}: no document has it`);
    return send(response, 404, { title: 'Not found' });
  }
  const permission = operation['x-permission'];
  const permissions = isGranted && scenario.role === 'operator' ? BY_GRANT : permissionsOf(scenario.role);
  if (permission !== undefined && !permissions.includes(permission)) {
    faults.push(`${operation.operationId}: ${scenario.role} has no ${permission}`);
    return send(response, 403, { title: 'Forbidden', status: 403, code: 'not-permitted' });
  }
  const isRead = request.method === 'GET';
  if (!isRead && request.headers['x-csrf-token'] !== CSRF) faults.push(`${operation.operationId}: no CSRF token`);
  faults.push(...requestFaults(operation, url.searchParams, body).map((one) => `${operation.operationId}: ${one}`));
  return answer({ response, scenario, operation, faults }, url, body);
}

/** Where an operator looks at the tenant of this fake. */
const GRANTED = `/api/granted/${TENANT.id}`;

/** @param path `/api/<service>/…`, or without `/api` */
function operationOf(method: string, path: string): Operation | null {
  const [, name = '', ...rest] = path.replace(/^\/api(?=\/)/, '').split('/');
  const service = SERVICES.find((one) => one === name);
  return service === undefined ? null : operationAt(service, method, `/${rest.join('/')}`);
}

interface Answering extends Pick<Exchange, 'response' | 'faults'> {
  readonly scenario: Scenario;
  readonly operation: Operation;
}

function answer({ response, scenario, operation, faults }: Answering, url: URL, body: unknown): void {
  const { pathname: path, searchParams: query } = url;
  const { service, operationId } = operation;
  if (isUnusual(response, scenario, service)) return;
  const given = ANSWERS[service][operationId]?.(scenario, { operation, path, query, body });
  if (given === ABSENT) {
    if (!('404' in operation.responses)) faults.push(`${operationId}: its document has no 404`);
    return send(response, 404, { title: 'Not Found', status: 404, code: 'not-found' });
  }
  const status =
    Object.keys(operation.responses)
      .map(Number)
      .find((one) => one < 300) ?? 200;
  if (given === undefined && status !== 204) faults.push(`${operationId}: the fake has no answer`);
  faults.push(...answerFaults(operation, status, given).map((one) => `${operationId} answered ${one}`));
  return send(response, status, given);
}

const REQUEST_ID = '7d9f7b9e-2f6c-4f3e-9f43-5a1c1b8f2a10';

/** Whether it is answered as whoever is in trouble answers, or not at all. */
function isUnusual(response: ServerResponse, { state }: Scenario, service: string): boolean {
  switch (state) {
    case 'loading':
      break;
    case 'error':
      send(response, 500, { title: 'Internal', status: 500, requestId: REQUEST_ID });
      break;
    case 'away':
      send(response, 503, { title: 'Away', status: 503, service });
      break;
    case 'refused':
      send(response, 403, { title: 'Forbidden', status: 403, code: 'forbidden' });
      break;
    case 'full':
    case 'empty':
    case 'million':
    case 'waiting':
      return false;
  }
  return true;
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function dist(): string {
  return join(projectRoot(), 'dist/apps/console/web');
}

function serveFile(response: ServerResponse, path: string): void {
  const file = readFileSync(join(dist(), path.replaceAll('..', '')));
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  // As the console's server has it.
  const kept = 'public, max-age=31536000, immutable';
  response.writeHead(200, { 'content-type': type, 'cache-control': kept }).end(file);
}

/** With the policy of the console's server. */
function servePage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'`,
    `form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; report-uri /csp-reports`,
  ].join('; ');
  const html = readFileSync(join(dist(), 'index.html'), 'utf8');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  response.end(html.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
