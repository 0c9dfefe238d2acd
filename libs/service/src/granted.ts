import type { FastifyRequest } from 'fastify';
import { callerOf, type SignIn } from './caller.js';
import { Kept } from './kept.js';
import { Problem } from './problem.js';

/** What an operator reads of a tenant by its grant, as the tenant's audit log is told it. */
export interface GrantedRead {
  readonly tenantId: string;
  /** The id of the grant. */
  readonly grant: string;
  /** The account of the operator. */
  readonly account: string;
  readonly address: string | null;
  readonly signIn: SignIn | null;
  readonly requestId: string;
  /** `GET /employees/0198…`: no query, which may name people. */
  readonly read: string;
}

type Tell = (read: GrantedRead) => Promise<void>;

const told = new Kept<FastifyRequest, Tell>();
const MOST_PATH = 300;

/** Whoever asks has a grant: {@link tellGranted} is to follow, when it is known that the route may be asked. */
export function tellAfterwards(request: FastifyRequest, tell: Tell = refuse): void {
  told.set(request, tell);
}

/**
 * Behind what permits the route, and before anything of it is done: what cannot be told is not read.
 *
 * @throws Problem where this process tells nobody
 */
export function tellGranted(request: FastifyRequest): void | Promise<void> {
  const tell = told.get(request);
  if (tell === undefined) return undefined;
  const { grant, tenantId, name, address, signIn } = callerOf(request);
  if (grant === null || tenantId === null || name === null) throw NOT_HERE;
  const [path = ''] = request.url.split('?', 1);
  const read = `${request.method} ${path}`.slice(0, MOST_PATH);
  return tell({ tenantId, grant, account: name, address, signIn, requestId: request.id, read });
}

function refuse(): Promise<void> {
  return Promise.reject(NOT_HERE);
}

const NOT_HERE = new Problem(
  403,
  'not-permitted',
  'A grant lets an operator read people, activity and audit log of a tenant, and nothing is read by it here.',
);
