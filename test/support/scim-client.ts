import { Agent, request as httpRequest } from 'node:http';

/** One answer of the service provider. `status` 0 stands for "no answer": the connection died or timed out. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A SCIM client that never throws: what went wrong on the wire is an answer with status 0. */
export class ScimClient {
  readonly #agent: Agent;
  readonly #base: URL;
  readonly #token: string;

  constructor({ url, token, connections = 16 }: { url: string; token: string; connections?: number }) {
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`);
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.send('POST', path, body);
  }

  patch(path: string, operations: readonly object[]): Promise<Answer> {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    return this.send('PATCH', path, { schemas, Operations: operations });
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  find(attribute: string, value: string): Promise<Answer> {
    return this.get(`Users?filter=${encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`)}`);
  }

  close(): void {
    this.#agent.destroy();
  }

  send(method: string, path: string, body?: unknown): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string | number> = { authorization: `Bearer ${this.#token}` };
    if (payload !== undefined) {
      headers['content-type'] = 'application/scim+json';
      headers['content-length'] = Buffer.byteLength(payload);
    }
    return new Promise((resolve) => {
      const none = (): void => resolve({ status: 0, body: null, headers: {} });
      const request = httpRequest(
        new URL(path.replace(/^\//, ''), this.#base),
        { method, agent: this.#agent, headers, timeout: ANSWER_TIMEOUT_MS },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', none);
          response.on('aborted', none);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, body: parse(text), headers: response.headers });
          });
        },
      );
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', none);
      request.end(payload);
    });
  }
}

// Entra gives a request up after 60 s; a test wants to know sooner.
const ANSWER_TIMEOUT_MS = 30_000;

function parse(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The number in a weak ETag `W/"n"`, as in `meta.version`. */
export function versionOf(answer: Answer): number {
  const meta = answer.body?.meta as { version?: string } | undefined;
  return Number(/^W\/"(\d+)"$/.exec(meta?.version ?? '')?.[1] ?? Number.NaN);
}
