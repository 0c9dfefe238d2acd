import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const TRIES = 6;
const FIRST_PAUSE_MS = 250;

/** One request; an answer that says "later" (429, 503) or a lost connection is tried again, as Entra does. */
export async function call(request: Call): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await once(request).catch((error: unknown) => {
      if (attempt === TRIES) throw error;
      return undefined;
    });
    if (answer !== undefined && (attempt === TRIES || ![429, 503].includes(answer.status))) return answer;
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
}

/** @throws Error with request line, status and the answer's own explanation, unless the status is among `expected` */
export async function expectCall(request: Call, expected: readonly number[]): Promise<Answer> {
  const answer = await call(request);
  if (expected.includes(answer.status)) return answer;
  const said = answer.body === undefined ? 'nothing' : JSON.stringify(answer.body).slice(0, 300);
  throw new Error(`${request.method} ${request.url} answered ${answer.status}: ${said}`);
}

/** A member of an answer's object, or undefined. */
export function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? new Map(Object.entries(body)).get(name) : undefined;
}

/** A member that must be a text. */
export function textMember(body: unknown, name: string): string {
  const value = member(body, name);
  if (typeof value !== 'string') throw new Error(`an answer lacks ${name}`);
  return value;
}

async function once({ method, url, headers, body }: Call): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    signal: AbortSignal.timeout(30_000),
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
