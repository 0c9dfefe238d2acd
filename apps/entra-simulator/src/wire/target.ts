import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { CredentialError, type Credential } from './credential.js';
import { parseJson, type Json } from './json.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** As it came, for the log. */
  readonly text: string;
  readonly milliseconds: number;
}

/** Where a provisioning job sends its requests: the path begins behind the tenant URL. */
export interface Target {
  /**
   * @throws TargetUnreachable when no answer came, even after the retries
   * @throws CredentialError when the token endpoint gives none
   */
  request(method: Method, path: string, body?: object): Promise<Answer>;
}

export class TargetUnreachable extends Error {
  override readonly name = 'TargetUnreachable';
}

export interface TargetOptions {
  /** The tenant URL as it is typed into Entra; what stands behind `?` are flags for Entra, and travels along. */
  readonly url: string;
  readonly credential: Credential;
  readonly connections: number;
  /** How long a target that refuses or drops connections is tried again, in milliseconds. */
  readonly patience?: number;
  /** How long an answer may take, in milliseconds; Entra's own time by default. */
  readonly timeout?: number;
  /** Told of every answer, with its duration in milliseconds. */
  readonly onAnswer?: (method: Method, answer: Answer) => void;
}

// A Microsoft employee names 60 s (Microsoft Q&A 1151866).
const TIMEOUT_MS = 60_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_THROTTLED = 8;
const MAX_RETRY_AFTER_MS = 30_000;
const RETRY_EVERY_MS = 500;

/** SCIM over HTTP with the headers that Entra sends. */
export class HttpTarget implements Target {
  readonly #pool: Pool;
  readonly #base: string;
  readonly #flags: URLSearchParams;
  readonly #options: TargetOptions;

  constructor(options: TargetOptions) {
    this.#options = options;
    const url = new URL(options.url);
    this.#pool = new Pool(url.origin, {
      connections: options.connections,
      pipelining: 1,
      headersTimeout: options.timeout ?? TIMEOUT_MS,
      bodyTimeout: options.timeout ?? TIMEOUT_MS,
      maxResponseSize: MAX_BODY_BYTES,
    });
    this.#base = url.pathname.replace(/\/+$/, '');
    this.#flags = url.searchParams;
  }

  /** 429 and 503 are tried again after what Retry-After says, at most eight times; a 401 once with a new token. */
  async request(method: Method, path: string, body?: object): Promise<Answer> {
    const giveUp = performance.now() + (this.#options.patience ?? 0);
    let renewed = false;
    for (let throttled = 0; ;) {
      const sent = await this.#send(method, path, body).catch((error: unknown) => error);
      if (sent instanceof CredentialError) throw sent;
      if (!isSent(sent)) {
        if (performance.now() >= giveUp) throw new TargetUnreachable(reason(sent), { cause: sent });
        await pause(RETRY_EVERY_MS);
        continue;
      }
      const { answer, retryAfter } = sent;
      this.#options.onAnswer?.(method, answer);
      if (answer.status === 401 && !renewed && this.#options.credential.renew()) {
        renewed = true;
        continue;
      }
      if ((answer.status !== 429 && answer.status !== 503) || throttled >= MAX_THROTTLED) return answer;
      throttled += 1;
      await pause(retryAfter);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #send(method: Method, path: string, body?: object): Promise<Sent> {
    const authorization = `Bearer ${await this.#options.credential.token()}`;
    const begun = performance.now();
    const response = await this.#pool.request({
      method,
      path: this.#withFlags(path),
      headers: {
        authorization,
        ADSCIMVersion: '2.0',
        accept: 'application/scim+json',
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    const milliseconds = performance.now() - begun;
    const retryAfter = Number(response.headers['retry-after'] ?? 1) * 1000;
    return {
      answer: { status: response.statusCode, body: parseJson(text), text, milliseconds },
      retryAfter: Math.min(MAX_RETRY_AFTER_MS, Number.isFinite(retryAfter) ? retryAfter : 1000),
    };
  }

  #withFlags(path: string): string {
    if (this.#flags.size === 0) return this.#base + path;
    return `${this.#base}${path}${path.includes('?') ? '&' : '?'}${this.#flags.toString()}`;
  }
}

interface Sent {
  readonly answer: Answer;
  readonly retryAfter: number;
}

function isSent(value: unknown): value is Sent {
  return typeof value === 'object' && value !== null && 'answer' in value;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer came';
  const code = 'code' in error ? String(error.code) : error.name;
  return `no answer came: ${code}`;
}
