import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Client } from 'pg';
import { Pool } from 'undici';
import { makeRequest, type FuzzRequest } from './requests.js';
import { Random } from './random.js';

export interface FuzzTarget {
  /** The service, without the path. */
  readonly url: string;
  readonly token: string;
  readonly tenantId: string;
  /** Sees past row-level security. */
  readonly owner: Client;
}

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly connections?: number;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzReport {
  /** What may never happen, each in a line, with the request that did it; at most a hundred. */
  readonly breaches: readonly string[];
  readonly statuses: Readonly<Record<number, number>>;
  readonly perSecond: number;
  readonly memory: { readonly start: number; readonly peak: number; readonly end: number };
  /** Milliseconds at the 99th percentile. */
  readonly eventLoopDelay: number;
}

const MAX_BREACHES = 100;
const MAX_KNOWN = 500;
const MEGABYTE = 1_048_576;
/** Documented: what is not implemented, and that too much waits. */
const HONEST = new Set([501, 503]);

/** Sends generated requests, each answer held against what holds for every answer; then the database against all of them. */
export class Fuzzer {
  readonly #target: FuzzTarget;
  readonly #options: FuzzOptions;
  readonly #random: Random;
  readonly #pool: Pool;
  readonly #known = { users: [] as string[], groups: [] as string[] };
  readonly #statuses: Record<number, number> = {};
  readonly #breaches: string[] = [];
  /** Request ids of refused writes; of the operations of a bulk `<request id>:<index>`. */
  readonly #refused = new Set<string>();

  constructor(target: FuzzTarget, options: FuzzOptions) {
    this.#target = target;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#pool = new Pool(target.url, { connections: options.connections ?? 32, bodyTimeout: 30_000 });
  }

  async run(): Promise<FuzzReport> {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const begun = performance.now();
    const start = process.memoryUsage.rss();
    let peak = start;
    let sent = 0;
    const work = async (): Promise<void> => {
      while (sent < this.#options.requests) {
        sent += 1;
        if (sent % 10_000 === 0) {
          peak = Math.max(peak, process.memoryUsage.rss());
          this.#options.onProgress?.(sent);
        }
        await this.#send(makeRequest(this.#random, this.#known));
      }
    };
    await Promise.all(Array.from({ length: this.#options.connections ?? 32 }, work));
    const seconds = (performance.now() - begun) / 1_000;
    delay.disable();
    await this.#pool.close();
    await this.#checkEvents();
    await this.#checkVersions();
    return {
      breaches: this.#breaches,
      statuses: this.#statuses,
      perSecond: sent / seconds,
      memory: { start: start / MEGABYTE, peak: peak / MEGABYTE, end: process.memoryUsage.rss() / MEGABYTE },
      eventLoopDelay: delay.percentile(99) / 1e6,
    };
  }

  async #send(request: FuzzRequest): Promise<void> {
    const { method, path, headers, body } = request;
    try {
      const answer = await this.#pool.request({
        method: method,
        path: `/scim/v2${path}`,
        headers: { ...headers, authorization: `Bearer ${this.#target.token}` },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.body.text();
      this.#statuses[answer.statusCode] = (this.#statuses[answer.statusCode] ?? 0) + 1;
      this.#judge(request, { status: answer.statusCode, id: String(answer.headers['x-request-id'] ?? ''), text });
    } catch (error) {
      // What undici itself will not send is no finding about the service.
      if (error instanceof Error && /^UND_ERR_INVALID_ARG/.test(String(Reflect.get(error, 'code')))) return;
      this.#breach(request, `no answer: ${String(error)}`);
    }
  }

  #judge(request: FuzzRequest, { status, id, text }: Answer): void {
    // Node's own answer to headers beyond 16 kB, an address among them: before there is a path that could be SCIM's.
    if (status === 431) return;
    const body = parse(text);
    if (status >= 500 && !HONEST.has(status)) this.#breach(request, `answered ${status}: ${text.slice(0, 300)}`);
    if (status >= 400) {
      const isError = isRecord(body) && body.status === String(status) && typeof body.detail === 'string';
      if (request.method !== 'HEAD' && !isError)
        this.#breach(request, `${status} without a SCIM error: ${text.slice(0, 300)}`);
      if (request.method !== 'GET') this.#refused.add(id);
      return;
    }
    if (request.path.startsWith('/Bulk')) return this.#noteBulk(id, body);
    if (text !== '' && body === undefined) this.#breach(request, `${status} with a body that is no JSON`);
    if (status === 201 && isRecord(body) && typeof body.id === 'string') this.#remember(request.path, body.id);
  }

  #noteBulk(id: string, body: unknown): void {
    const operations = isRecord(body) && Array.isArray(body.Operations) ? body.Operations : [];
    operations.forEach((operation: unknown, index) => {
      if (isRecord(operation) && Number(operation.status) >= 400) this.#refused.add(`${id}:${index}`);
    });
  }

  #remember(path: string, id: string): void {
    const ids = path.startsWith('/Groups') ? this.#known.groups : this.#known.users;
    if (ids.length < MAX_KNOWN) ids.push(id);
    else ids[this.#random.below(MAX_KNOWN)] = id;
  }

  /** No event of a user or a group carries the id of a request that was refused. */
  async #checkEvents(): Promise<void> {
    const { rows } = await this.#target.owner.query<{ id: string }>(
      `select distinct headers::jsonb ->> 'ce_correlationid' as id
         from outbox
        where tenant_id = $1 and topic ~ '(users|groups)'`,
      [this.#target.tenantId],
    );
    for (const { id } of rows) {
      if (this.#refused.has(id)) this.#breaches.push(`request ${id} was refused, and there is an event of it`);
    }
  }

  async #checkVersions(): Promise<void> {
    const { rows } = await this.#target.owner.query<{ id: string; versions: string }>(
      `select resource_id as id, min(resource_version) || '..' || max(resource_version) || ', ' || count(*) as versions
         from outbox
        where tenant_id = $1 and topic ~ '(users|groups)'
        group by resource_id
       having min(resource_version) <> 1 or max(resource_version) <> count(*)`,
      [this.#target.tenantId],
    );
    for (const { id, versions } of rows) this.#breaches.push(`${id}: versions ${versions} are not gapless`);
    if (Object.getOwnPropertyNames(Object.prototype).length !== OWN_NAMES)
      this.#breaches.push('Object.prototype changed');
  }

  #breach(request: FuzzRequest, what: string): void {
    if (this.#breaches.length >= MAX_BREACHES) return;
    const sent = JSON.stringify({ ...request, body: request.body?.slice(0, 1_000) });
    this.#breaches.push(`${what}\n    ${sent.slice(0, 1_500)}`);
  }
}

const OWN_NAMES = Object.getOwnPropertyNames(Object.prototype).length;

interface Answer {
  readonly status: number;
  readonly id: string;
  readonly text: string;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
