import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.js';
import { routeOptionsOf } from './route-options.js';

/** RFC 9110 §12.5.1: whether the header leaves room for one of the types; the range that says most about a type decides. */
export function accepts(header: string | undefined, offered: readonly string[]): boolean {
  if (header === undefined || header.trim() === '') return true;
  const ranges = header.split(',').map(readRange);
  return offered.some((type) => {
    const [group] = type.split('/', 1);
    const saying = [type, `${group}/*`, '*/*'].map((name) => ranges.filter((range) => range.type === name));
    return saying.find((found) => found.length > 0)?.some(({ isWanted }) => isWanted) === true;
  });
}

interface Range {
  readonly type: string;
  readonly isWanted: boolean;
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  return { type, isWanted: !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter)) };
}

/** What a route answers with; null: it judges by itself what its clients accept. */
export type Offers = (route: string) => readonly string[] | null;

export const JSON_ONLY = ['application/json'] as const;

/** Refuses before anything is done what the client could not read the answer of. */
export function judgeAccept(fastify: FastifyInstance, offers: Offers): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { url } = routeOptionsOf(request);
    // What is nowhere is 404, whatever is accepted.
    const offered = url === undefined || PROBES.has(url) ? null : offers(url);
    if (offered === null || accepts(request.headers.accept, offered)) return done();
    const detail = `This address answers ${offered.join(' or ')}, which the Accept header rules out; accept it.`;
    done(new Problem(406, 'not-acceptable', detail, { available: offered }));
  });
}

const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
