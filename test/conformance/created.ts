import type { Answer, Client, Request } from './client.js';
import { NoAnswer } from './client.js';
import { at, type Json, listAt, parseJson, textAt, type Value, wordOf } from './json.js';

/** A name that the request may have created although nobody knows. */
interface Lost {
  readonly endpoint: string;
  readonly attribute: string;
  readonly name: string;
}

const NAMES: readonly string[] = ['userName', 'displayName'];

/** What this run made in the target, so that it can be removed again: also what should have been refused. */
export class Created {
  readonly #endpoints: readonly string[];
  /** In the order of their creation; the last are removed first, so that groups go before their members. */
  readonly #paths = new Set<string>();
  readonly #lost: Lost[] = [];

  constructor(endpoints: readonly string[]) {
    this.#endpoints = endpoints;
  }

  note(request: Request, { status, body }: Answer): void {
    // An error of the server says nothing about what it has done.
    if (status >= 500) this.noteLost(request);
    if (status < 200 || status > 299) return;
    const { method, path } = request;
    const endpoint = this.#endpointOf(path);
    const id = textAt(body, 'id');
    // Without an id the path would be that of the whole collection.
    if (method === 'POST' && endpoint !== undefined && id !== undefined && /[^.]/.test(id))
      this.#paths.add(`${endpoint}/${id}`);
    if (method === 'PUT' && endpoint !== undefined && path.length > endpoint.length + 1) this.#paths.add(path);
    if (method === 'DELETE') this.#paths.delete(path);
    if (path === '/Bulk') this.#noteBulk(request, body);
  }

  /** The answer did not come: the resource may be there all the same. */
  noteLost({ method, path, body, text }: Request): void {
    const sent = body ?? parseJson(text ?? '');
    if (method !== 'POST') return;
    if (path === '/Bulk') listAt(sent, 'Operations').forEach((operation) => this.#noteLostOperation(operation));
    else this.#noteName(path, sent);
  }

  /** Deletes all of it; returns the paths of what would not go. */
  async remove(client: Client, signal: AbortSignal): Promise<readonly string[]> {
    for (const lost of this.#lost) await this.#find(client, lost, signal);
    const left: string[] = [];
    for (const path of [...this.#paths].reverse()) {
      const isGone = await client.send({ method: 'DELETE', path }, signal).then(
        ({ status }) => (status >= 200 && status < 300) || status === 404 || status === 410,
        () => false,
      );
      if (!isGone) left.push(path);
    }
    return left;
  }

  async #find(client: Client, { endpoint, attribute, name }: Lost, signal: AbortSignal): Promise<void> {
    const query = { filter: `${attribute} eq ${JSON.stringify(name)}` };
    try {
      const { body } = await client.send({ method: 'GET', path: endpoint, query }, signal);
      for (const resource of listAt(body, 'Resources')) {
        // A target that ignores filters lists everybody.
        const id = textAt(resource, attribute) === name ? textAt(resource, 'id') : undefined;
        if (id !== undefined) this.#paths.add(`${endpoint}/${id}`);
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }

  #noteBulk({ body: sent }: Request, answered: Value): void {
    const done = new Set<Value>();
    for (const operation of listAt(answered, 'Operations')) {
      if (!/^2/.test(wordOf(at(operation, 'status')))) continue;
      done.add(at(operation, 'bulkId'));
      const [endpoint, id] = (textAt(operation, 'location') ?? '').split('/').slice(-2);
      const known = this.#endpoints.find((path) => path === `/${endpoint}`);
      if (at(operation, 'method') === 'POST' && known !== undefined && id !== undefined)
        this.#paths.add(`${known}/${id}`);
    }
    for (const operation of listAt(sent, 'Operations')) {
      if (!done.has(at(operation, 'bulkId'))) this.#noteLostOperation(operation);
    }
  }

  #noteLostOperation(operation: Json): void {
    if (at(operation, 'method') === 'POST') this.#noteName(textAt(operation, 'path') ?? '', at(operation, 'data'));
  }

  #noteName(path: string, resource: Value): void {
    const endpoint = this.#endpointOf(path);
    const attribute = NAMES.find((name) => textAt(resource, name) !== undefined);
    if (endpoint === undefined || attribute === undefined) return;
    this.#lost.push({ endpoint, attribute, name: textAt(resource, attribute) ?? '' });
  }

  #endpointOf(path: string): string | undefined {
    const bare = path.replace(/\?.*$/, '').toLowerCase();
    return this.#endpoints.find((endpoint) => bare === endpoint.toLowerCase() || isBelow(bare, endpoint));
  }
}

/** `/Users/{id}`, and not `/Users/.search`. */
function isBelow(path: string, endpoint: string): boolean {
  return path.startsWith(`${endpoint.toLowerCase()}/`) && !path.includes('/.');
}
