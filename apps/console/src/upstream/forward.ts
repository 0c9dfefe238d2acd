import { Readable } from 'node:stream';
import { currentTraceparent } from '#telemetry';
import { DIRECTORY_TOKEN } from './services.js';

/** What is asked of a service. */
export interface Forwarded {
  readonly url: string;
  readonly method: string;
  readonly token: string;
  readonly accept: string | undefined;
  readonly ifMatch: string | undefined;
  /** Of the same account, for the directory; undefined: it is of no use there. */
  readonly directoryToken?: string | undefined;
  /** JSON; undefined: none. */
  readonly body: string | undefined;
  /** Whoever asked has gone. */
  readonly gone: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | null;
}

/** In this time the answer begins; how long a stream of it may take its service says. */
const BEGINS_WITHIN_MS = 30_000;

/** Of an answer these are passed on, and nothing else: no cookie, no connection's business, no other origin's rights. */
const PASSED_BACK = [
  'content-type',
  'content-disposition',
  'etag',
  'last-modified',
  'retry-after',
  'x-request-id',
  'warning',
] as const;

/** @throws TypeError (undici) when the service is away or does not begin to answer in time */
export async function forward(asked: Forwarded): Promise<Answer> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), BEGINS_WITHIN_MS);
  try {
    const answer = await fetch(asked.url, {
      method: asked.method,
      headers: headersOf(asked),
      ...(asked.body !== undefined && { body: asked.body }),
      redirect: 'error',
      signal: AbortSignal.any([late.signal, asked.gone]),
    });
    return { status: answer.status, headers: passedBack(answer.headers), body: bodyOf(answer) };
  } finally {
    clearTimeout(timer);
  }
}

function headersOf({ token, accept, ifMatch, body, directoryToken }: Forwarded): Record<string, string> {
  const traceparent = currentTraceparent();
  return {
    authorization: `Bearer ${token}`,
    accept: accept ?? 'application/json',
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(directoryToken !== undefined && { [DIRECTORY_TOKEN]: directoryToken }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(traceparent !== null && { traceparent }),
  };
}

function passedBack(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    PASSED_BACK.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function bodyOf({ body }: Response): Readable | null {
  return body === null ? null : Readable.fromWeb(body);
}
