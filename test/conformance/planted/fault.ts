import type { Answered, Fault, Forwarded } from './faulty-proxy.js';

export type Body = Record<string, unknown>;

/** A fault, and the check that must not pass because of it. */
export interface PlantedFault {
  readonly name: string;
  readonly check: string;
  readonly fault: Fault;
}

/** Answers with JSON, changed; `where` says which. */
export function answers(change: (body: Body) => void, where: (request: Forwarded, answer: Answered) => boolean): Fault {
  return {
    answer: (answer, request) => {
      if (answer.body === '' || !where(request, answer)) return answer;
      const body = JSON.parse(answer.body) as Body;
      change(body);
      return { ...answer, body: JSON.stringify(body) };
    },
  };
}

export function status(from: number, to: number, where: (request: Forwarded) => boolean = () => true): Fault {
  return {
    answer: (answer, request) => (answer.status === from && where(request) ? { ...answer, status: to } : answer),
  };
}

export function withoutHeader(name: string): Fault {
  return {
    answer: (answer) => {
      const { [name]: _, ...headers } = answer.headers;
      return { ...answer, headers };
    },
  };
}

/** Requests without some of their query parameters: as if the target ignored them. */
export function ignores(...names: readonly string[]): Fault {
  return {
    request: (request) => {
      const url = new URL(`http://x${request.path}`);
      for (const name of names) url.searchParams.delete(name);
      return { ...request, path: `${url.pathname}${url.search}` };
    },
  };
}

export function ignoresHeader(name: string): Fault {
  return {
    request: (request) => {
      const { [name]: _, ...headers } = request.headers;
      return { ...request, headers };
    },
  };
}

/** Requests with JSON, changed. */
export function takes(change: (body: Body) => void, where: (request: Forwarded) => boolean): Fault {
  return {
    request: (request) => {
      if (request.body === '' || !where(request)) return request;
      const body = JSON.parse(request.body) as Body;
      change(body);
      return { ...request, body: JSON.stringify(body) };
    },
  };
}

export function instead(answer: Partial<Answered>, where: (request: Forwarded) => boolean): Fault {
  const made = { status: 204, headers: { 'content-type': 'application/scim+json' }, body: '', ...answer };
  return { request: (request) => (where(request) ? Promise.resolve(made) : request) };
}

export const isUser = ({ path }: Forwarded): boolean => /^\/Users(?:\/|\?|$)/.test(path);
export const isList = (_request: Forwarded, { body }: Answered): boolean => body.includes('ListResponse');
export const isOne = (request: Forwarded, { status: code, body }: Answered): boolean =>
  code < 300 && isUser(request) && !body.includes('ListResponse');
export const isError = (_request: Forwarded, { status: code }: Answered): boolean => code >= 400;
export const by = (method: string) => (request: Forwarded) => request.method === method;
export const meta = (body: Body): Body => body.meta as Body;
export const operations = (body: Body): Body[] => body.Operations as Body[];
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Every second list is the other way round. */
export function flipping(): Fault {
  let isOdd = false;
  return answers((body) => {
    isOdd = !isOdd;
    if (isOdd) (body.Resources as unknown[]).reverse();
  }, isList);
}

/** Each operation alone, until one is refused. */
export async function oneByOne(
  request: Forwarded,
  forward: (request: Forwarded) => Promise<Answered>,
): Promise<Answered> {
  const body = JSON.parse(request.body) as Body;
  let answer: Answered | undefined;
  for (const operation of operations(body)) {
    answer = await forward({ ...request, body: JSON.stringify({ ...body, Operations: [operation] }) });
    if (answer.status >= 400) return answer;
  }
  return answer ?? forward(request);
}
