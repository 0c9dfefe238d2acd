import createClient, { type Middleware } from 'openapi-fetch';
import type { paths as AuditApi } from './generated/audit.ts';
import type { paths as DirectoryApi } from './generated/directory.ts';
import type { paths as NotifierApi } from './generated/notifier.ts';
import type { paths as ScimApi } from './generated/scim-api.ts';
import { attendance } from './attended.ts';
import { askOf, begunInTime, type ServiceName } from './awaited.ts';
import { ApiProblem, isProblem } from './problem.ts';
import { readAt } from './sight.ts';

/** In place of a tenant's id: the server puts the session's own there. */
export const OWN = 'self';

let csrf = '';
/** The token that each write carries; the session gives it. */
export function rememberCsrf(token: string): void {
  csrf = token;
}

const SAFE = new Set(['GET', 'HEAD']);

const guarded: Middleware = {
  onRequest({ request }) {
    if (SAFE.has(request.method)) return read(request);
    request.headers.set('x-csrf-token', csrf);
    return request;
  },
};

/** By a grant, on the pages of one; and it says where nobody is at the page. */
function read(request: Request): Request {
  for (const [name, value] of Object.entries(attendance())) request.headers.set(name, value);
  const url = readAt(request.url, location.pathname);
  return url === request.url ? request : new Request(url, request);
}

/** The APIs behind the console's own server, each by the prefix that the server knows it by. */
const at = (service: ServiceName) => ({ baseUrl: `/api/${service}`, fetch: askOf(service) });
export const scimApi = createClient<ScimApi>(at('scim-api'));
export const directoryApi = createClient<DirectoryApi>(at('directory'));
export const auditApi = createClient<AuditApi>(at('audit'));
export const notifierApi = createClient<NotifierApi>(at('notifier'));
for (const client of [scimApi, directoryApi, auditApi, notifierApi]) client.use(guarded);

/** The body of the answer of an operation, as `operations['getConnection']` of the generated types. */
export type AnswerOf<Operation> = Operation extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of an answer that went well; everything else is thrown as a problem. */
export async function answer<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw await problemOf(response, error);
  return data as Data;
}

/** The same of what may not be there, or not any more: then null. */
export async function answerIfAny<Data>(call: Promise<Answered<Data>>): Promise<Data | null> {
  try {
    return await answer(call);
  } catch (error) {
    if (isProblem(error, 404)) return null;
    throw error;
  }
}

/** The console's own server, which has no document: sessions. */
export async function ownApi(method: string, path: string, body?: object): Promise<unknown> {
  // Of signing out, too: whoever waits for it wants to go.
  const ask = SAFE.has(method) || method === 'DELETE' ? begunInTime : fetch;
  const response = await ask(`/api${path}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(SAFE.has(method) ? attendance() : { 'x-csrf-token': csrf }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const given: unknown = text === '' || !isJson(response) ? null : JSON.parse(text);
  if (!response.ok) throw await problemOf(response, given);
  return given;
}

/** In the language of the page: services speak English. */
async function problemOf(response: Response, body: unknown): Promise<ApiProblem> {
  const problem = new ApiProblem(response.status, body, response.headers.get('x-request-id'));
  if (!document.documentElement.lang.startsWith('de')) return problem;
  try {
    const { germanProblem } = await import('../i18n/german-problems.ts');
    problem.message = germanProblem(problem.message);
  } catch {
    // The server that has the texts may be what is away: what it said stands for itself.
  }
  return problem;
}

function isJson(response: Response): boolean {
  return /[/+]json\b/.test(response.headers.get('content-type') ?? '');
}
