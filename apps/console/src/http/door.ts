import type { FastifyRequest } from 'fastify';
import { Problem, type Door, type ReaderRates } from '#service';
import type { OwnCookie } from '../sessions/cookie.js';
import { faultOf, isWrite, type WriteFault } from '../sessions/judge-write.js';
import { csrfOf, type Session } from '../sessions/session.js';
import { rememberSession } from './session-of.js';

export interface DoorOptions {
  readonly sessions: { find(token: string, isAttended: boolean): Promise<Session | null> };
  readonly cookie: OwnCookie;
  /** Of our pages. */
  readonly origin: string;
  /** Throws for who may not go on, though the session is one: the tenant is suspended. */
  readonly judge: (session: Session) => Promise<void>;
  /** Of accounts: what each may ask in a second. */
  readonly rates: Pick<ReaderRates, 'charge'>;
  /** Of sessions: how often one asks that sessions of its account end, which whoever else has one cannot hinder. */
  readonly ends: Pick<ReaderRates, 'charge'>;
}

export const REPORTS = '/api/csp-reports';
export const DEMONSTRATION = '/api/session/demo';

/** Of nobody yet: signing in. What a browser tells of a page needs no session, and changes nothing. */
const OPEN: ReadonlySet<string> = new Set([
  DEMONSTRATION,
  '/api/sign-in',
  '/api/sign-in/microsoft',
  '/api/sign-in/companies',
  '/api/session/passkey',
  '/api/session/passkey/options',
  '/api/setup/open',
  '/api/setup/options',
  '/api/setup/finish',
]);

const ENDS: ReadonlySet<string> = new Set(['/api/session', '/api/session/all', '/api/session/all/:id']);

export const SIGNED_OUT = new Problem(
  401,
  'signed-out',
  'Nobody is signed in here, or the session has ended; sign in.',
);

/** Behind it are all addresses below `/api/`: a session, and for what changes anything a page of ours. */
export function consoleDoor({ sessions, cookie, origin, judge, rates, ends }: DoorOptions): Door {
  return async (request) => {
    const route = request.routeOptions.url ?? '';
    if (!route.startsWith('/api/') || route === REPORTS) return false;
    const token = cookie.read(request.headers.cookie);
    const session = token === undefined ? null : await sessions.find(token, isAttended(request));
    const isOpen = OPEN.has(route);
    // Who is signed in brings the token where the session's own is asked for; signing in anew is asked of the page alone.
    const signed = session === null || token === undefined ? null : { session, token };
    refuse(faultOf(askedBy(request), { origin, wanted: isOpen || signed === null ? null : csrfOf(signed.token) }));
    if (signed !== null) rememberSession(request, signed);
    if (isOpen) return false;
    if (session === null) throw SIGNED_OUT;
    const { id: readerId, tenantId } = session.account;
    if (isEnd(request.method, route)) await ends.charge({ tenantId, readerId: session.id });
    else await rates.charge({ tenantId, readerId });
    await judge(session);
    return true;
  };
}

/** Signing out, and of one's other sessions: a stolen session must not use up what its owner ends it by. */
export function isEnd(method: string, route: string): boolean {
  return method === 'DELETE' && ENDS.has(route);
}

/** A page that nobody is at asks again all the same: it says so, and the session ends for all that. */
function isAttended({ method, headers }: FastifyRequest): boolean {
  return isWrite(method) || headers['x-unattended'] === undefined;
}

function askedBy({ method, headers }: FastifyRequest) {
  const one = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [site, origin, type] = [one('sec-fetch-site'), one('origin'), one('content-type')];
  return { method, site, origin, type, csrf: one('x-csrf-token') };
}

function refuse(fault: WriteFault | null): void {
  if (fault !== null) throw FAULTS[fault];
}

const FAULTS: Readonly<Record<WriteFault, Problem>> = {
  foreign: new Problem(403, 'foreign-site', 'This did not come from a page of this console, and nothing was done.'),
  'not-json': new Problem(415, 'unsupported-media-type', 'Send the body as application/json.'),
  'no-token': new Problem(
    403,
    'csrf-token',
    'The header x-csrf-token is missing or not this session’s, and nothing was done; read it from /api/session.',
  ),
};
