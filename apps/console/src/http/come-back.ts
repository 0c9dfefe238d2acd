import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyFailures } from '#service';
import type { Former } from '../sessions/session.js';
import type { Completed } from '../sign-on/complete.js';
import type { Found } from '../sign-on/found.js';
import type { Going, LoginSecrets, LoginState } from '../sign-on/login-state.js';
import { ownPath } from '../sign-on/own-path.js';
import { REASONS, type Refusal } from '../sign-on/refusal.js';
import type { HeldAgainst, SignOnMethod } from '../sign-on/settings.js';
import type { TestFault } from '../sign-on/test-fault.js';
import { askingOf } from './asking.js';
import type { Parts } from './parts.js';

type SecretsOf<Method extends SignOnMethod> = Extract<LoginSecrets, { readonly method: Method }>;
type LoginOf<Method extends SignOnMethod> = LoginState & { readonly secrets: SecretsOf<Method> };

/** How what came back is known to belong to this browser, and to be new. */
export interface Recognising<Method extends SignOnMethod> {
  readonly method: Method;
  readonly isAnswer: (secrets: SecretsOf<Method>) => boolean;
}

/**
 * The login that an answer of Entra belongs to, by the browser's cookie; it is used up. What is not its answer leaves it as it is: a
 * foreign page that sends a browser here ends nobody's login.
 */
export async function takeLogin<Method extends SignOnMethod>(
  { signOn }: Parts,
  request: FastifyRequest,
  { method, isAnswer }: Recognising<Method>,
): Promise<LoginOf<Method> | Refusal> {
  const login = signOn.cookie.read(request.headers.cookie);
  if (login === null) return 'expired';
  if (!isOf(login, method)) return 'not-valid';
  if (!isAnswer(login.secrets)) return 'not-valid';
  return (await signOn.logins.use(login)) ? login : 'expired';
}

function isOf<Method extends SignOnMethod>(login: LoginState, method: Method): login is LoginOf<Method> {
  return login.secrets.method === method;
}

/** Who came back, from what, and by which settings that was judged. */
export interface Back {
  readonly going: Going;
  readonly found: Found;
  readonly heldAgainst: HeldAgainst;
  /** Entra had sent them by itself. */
  readonly isUnasked?: boolean;
}

/** The end of the way back: a session and its cookie, or a refusal; in each case a page of ours. */
export async function comeBack(
  parts: Parts,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { going, found, heldAgainst, isUnasked = false }: Back,
): Promise<void> {
  const { tenantId, purpose, account } = going;
  const asking = askingOf(request, parts.rangeOf(request));
  const former = (await formerOf(parts, request)) ?? going.former;
  const vouched = { ...found, tenantId, purpose, account, heldAgainst, isUnasked };
  const completed = await parts.signOn.complete(vouched, asking, former);
  if (completed.kind === 'refused') {
    const { code } = completed;
    const fault = code === 'not-valid' ? { fault: 'settings-changed' as const } : {};
    refuse(parts, { request, reply }, { code, ...fault, over: found.method, oid: found.oid, going });
    return;
  }
  leaveLogin(parts, reply, found.method);
  goOn(reply, targetOf(parts, completed, { reply, going, method: found.method }));
}

function targetOf(
  { cookie }: Parts,
  completed: Exclude<Completed, { kind: 'refused' }>,
  { reply, going, method }: { readonly reply: FastifyReply; readonly going: Going; readonly method: SignOnMethod },
): string {
  if (completed.kind === 'tested') return `/sign-in?tested=${method}`;
  void reply.header('set-cookie', cookie.set(completed.token));
  return ownPath(going.to);
}

/** Why somebody is not let in. */
export interface Refused {
  readonly code: Refusal;
  /** The login that it was the end of. Undefined: of none, or it was another's answer, which takes nobody's login away. */
  readonly over?: SignOnMethod;
  /** Whom Entra named. */
  readonly oid?: string;
  /** What it was for, where it is known: of a test more is told. */
  readonly going?: Pick<Going, 'purpose'>;
  /** The method where no login was taken. */
  readonly method?: SignOnMethod;
  readonly fault?: TestFault;
}

/** Counted as a failed sign-in. */
export function refuse(
  parts: Parts,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  refused: Refused,
): void {
  const { code, over, oid } = refused;
  recordRefusal(parts, request, { code, ...(oid !== undefined && { oid }) });
  if (over !== undefined) leaveLogin(parts, reply, over);
  goOn(reply, addressOf(refused));
}

/** Of a test it says what is to be mended, for whoever began it. */
function addressOf({ code, over, method = over, going, fault }: Refused): string {
  const told =
    going?.purpose === 'test' && method !== undefined ? { test: method, ...(fault !== undefined && { fault }) } : {};
  return `/sign-in?${new URLSearchParams({ refused: code, ...told }).toString()}`;
}

/** @throws TooManyFailures */
export function recordRefusal(
  { failures }: Parts,
  request: FastifyRequest,
  { code, oid }: Pick<Refused, 'code' | 'oid'>,
): void {
  const who = oid === undefined ? {} : { clientId: oid };
  const answer = failures.refusal(request, { reason: REASONS[code], ...who }, new Error(code));
  if (answer instanceof TooManyFailures) throw answer;
}

/** What the browser had until now: a cross-site POST does not say it. */
async function formerOf({ cookie, sessions }: Parts, request: FastifyRequest): Promise<Former | null> {
  const token = cookie.read(request.headers.cookie);
  return token === undefined ? null : sessions.find(token);
}

function leaveLogin({ signOn }: Parts, reply: FastifyReply, method: SignOnMethod): void {
  void reply.header('set-cookie', signOn.cookie.end(method));
}

/** To a page of ours. */
export function goOn(reply: FastifyReply, to: string): void {
  void reply.status(303).header('location', to).header('cache-control', 'no-store').send('');
}
