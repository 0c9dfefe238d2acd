import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Approved } from '../approvals/approval.js';
import type { Session } from '../sessions/session.js';
import type { ConsoleKey } from './console-key.js';

/** A token for one audience, and for how long it is good. */
export interface Exchanged {
  readonly token: string;
  readonly seconds: number;
}

/** What is said of a session to whom it asks, and nothing else of it. */
export type Subject = Pick<Session, 'account' | 'authTime' | 'methods' | 'address'>;

/** The token endpoint refuses: the tenant is suspended or gone, or the console's key is none. */
export class ExchangeRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`the exchange was refused: ${status} ${code}`);
    this.name = 'ExchangeRefused';
  }
}

/** The token endpoint is away, or has trouble of its own: nobody can be asked anything new. */
export class ExchangeAway extends Error {
  override readonly name = 'ExchangeAway';
}

/** What is said beside who asks. */
export interface Beside {
  /** Of an operator: the tenant to be looked at, by its grant. */
  readonly granted?: string | undefined;
  /** What this one token is for: another administrator has approved it, or there is none. */
  readonly approved?: Approved | undefined;
}

export type Exchange = (subject: Subject, audience: string, beside?: Beside) => Promise<Exchanged>;

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
const CLIENT = 'console';
const ASSERTION_SECONDS = 50;
const TIMEOUT_MS = 5_000;

/** Where the token endpoint is reached, and what it calls itself. */
export interface TokenEndpoint {
  readonly url: string;
  readonly audience: string;
}

/** RFC 8693 with RFC 7523 §2.2: the console says who asks, signed by its own key, and gets a token for one audience. */
export function exchangeAt({ url, audience: itself }: TokenEndpoint, key: ConsoleKey): Exchange {
  const sign = (claims: Readonly<Record<string, unknown>>, subject: string): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'JWT' })
      .setIssuer(CLIENT)
      .setSubject(subject)
      .setAudience(itself)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${ASSERTION_SECONDS}s`)
      .sign(key.sign);
  return async ({ account, authTime, methods, address }, audience, { granted, approved } = {}) => {
    const claims = {
      tid: account.tenantId,
      roles: account.roles,
      auth_time: Math.floor(authTime.getTime() / 1_000),
      amr: methods,
      ...(address !== null && { addr: address }),
      ...(granted !== undefined && { granted }),
      ...(account.person !== null && { person: account.person }),
      ...(account.seesSensitive && { sensitive: true }),
      ...(approved !== undefined && { approved }),
    };
    const [assertion, subjectToken] = await Promise.all([sign({}, CLIENT), sign(claims, account.id)]);
    return ask(url, { client_assertion: assertion, subject_token: subjectToken, audience });
  };
}

async function ask(tokenUrl: string, form: Readonly<Record<string, string>>): Promise<Exchanged> {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: TOKEN_EXCHANGE,
      client_assertion_type: JWT_BEARER,
      subject_token_type: JWT_TYPE,
      ...form,
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new ExchangeAway('the token endpoint does not answer', { cause });
  });
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return exchangedIn(body);
  if (answer.status >= 500) throw new ExchangeAway(`the token endpoint answers ${answer.status}`);
  throw new ExchangeRefused(answer.status, textIn(body, 'error') ?? 'unknown');
}

function exchangedIn(body: unknown): Exchanged {
  const token = textIn(body, 'access_token');
  const seconds = typeof body === 'object' && body !== null && 'expires_in' in body ? Number(body.expires_in) : 0;
  if (token === undefined || !(seconds > 0)) throw new ExchangeRefused(200, 'no-token');
  return { token, seconds };
}

function textIn(body: unknown, name: string): string | undefined {
  const value: unknown = new Map(Object.entries(body ?? {})).get(name);
  return typeof value === 'string' ? value : undefined;
}
