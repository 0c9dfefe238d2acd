import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange } from './exchange.js';
import { parseJson, type Json, type Value } from './json.js';

export interface Request {
  readonly method: string;
  /** Below the base URL, with a slash at its beginning. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
  /** An empty value takes a header away that is sent otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Undefined when the text is no JSON. */
  readonly body: Value;
  readonly exchange: Exchange;
}

/** Nothing came back that could be judged: refused, reset, too late or too large. */
export class NoAnswer extends Error {
  constructor(
    readonly exchange: Exchange,
    reason: string,
  ) {
    super(reason);
  }
}

export interface ClientOptions {
  readonly url: string;
  readonly token: string;
  readonly requestTimeout: number;
  /** Sees each answer. */
  readonly onAnswer?: (answer: Answer) => void;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

export const MEDIA_TYPE = 'application/scim+json';
const MAX_BODY_BYTES = 8 * 1_048_576;
// A target may throttle: that is no fault of its answers, as long as it ends.
const THROTTLED_TRIES = 5;
const MAX_RETRY_AFTER_S = 30;

/** Speaks HTTP to any target. It follows no redirect, so the token goes nowhere else. */
export class Client {
  readonly #options: ClientOptions;
  readonly #base: URL;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#base = new URL(options.url);
  }

  async send(request: Request, signal = this.#options.signal): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#sendOnce(request, signal);
      this.#options.onAnswer?.(answer);
      const seconds = Number(answer.headers['retry-after'] ?? 'NaN');
      if (answer.status !== 429 || !(seconds <= MAX_RETRY_AFTER_S) || tries === THROTTLED_TRIES) return answer;
      await wait(seconds * 1_000, undefined, signal === undefined ? {} : { signal });
    }
  }

  /** RFC 3986: the base URL may have a path and a query string of its own, which stay. */
  urlOf(path: string, query: Readonly<Record<string, string>> = {}): string {
    const url = new URL(this.#base);
    const [pathname = '', inPath = ''] = path.split('?', 2);
    url.pathname = url.pathname.replace(/\/+$/, '') + pathname;
    const own = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    url.search = [url.search.slice(1), inPath, ...own].filter((part) => part !== '').join('&');
    return url.href;
  }

  async #sendOnce(request: Request, signal: AbortSignal | undefined): Promise<Answer> {
    const { method, path, query } = request;
    const url = this.urlOf(path, query);
    const sent = request.text ?? (request.body === undefined ? null : JSON.stringify(request.body));
    const headers = this.#headers(request, sent);
    const begun = performance.now();
    const exchange = (response: Exchange['response'], failure?: string): Exchange => ({
      request: { method, url, headers, body: sent },
      response,
      ...(failure === undefined ? {} : { failure }),
      milliseconds: Math.round(performance.now() - begun),
    });
    const late = AbortSignal.timeout(this.#options.requestTimeout);
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: signal === undefined ? late : AbortSignal.any([late, signal]),
        // As bytes: for a string fetch would add a media type of its own.
        ...(sent === null ? {} : { body: new TextEncoder().encode(sent) }),
      });
      const text = await readBounded(response);
      const { status } = response;
      const answered = Object.fromEntries(response.headers);
      const shown = exchange({ status, headers: answered, body: text === '' ? null : text });
      return { status, headers: answered, text, body: parseJson(text), exchange: shown };
    } catch (error) {
      signal?.throwIfAborted();
      const reason = late.aborted ? `no answer within ${this.#options.requestTimeout} ms` : reasonOf(error);
      throw new NoAnswer(exchange(null, reason), reason);
    }
  }

  #headers({ headers = {} }: Request, sent: string | null): Record<string, string> {
    const usual = {
      authorization: `Bearer ${this.#options.token}`,
      accept: MEDIA_TYPE,
      'user-agent': 'scim-conformance',
      ...(sent === null ? {} : { 'content-type': MEDIA_TYPE }),
    };
    return Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== ''));
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new Error(`the answer is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? `${cause.code} ${cause.message}`.trim() : cause.message;
}
