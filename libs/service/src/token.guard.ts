import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { bearerIn } from './bearer.js';
import { rememberCaller } from './caller.js';
import { claimsOf, type Claimed } from './token-claims.js';
import type { FailedCredentials, Failure } from './failed-credentials.js';
import { judgeToken } from './judge-token.js';
import type { KeySet } from './key-set.js';
import { tellAfterwards, type GrantedRead } from './granted.js';
import { noteRequest } from './observe-http.js';
import { Problem, UNAUTHENTICATED } from './problem.js';
import type { ReaderRates } from './reader-rates.js';
import type { RevocationLookUp } from './revocations.js';
import { VerifiedTokens } from './verified-tokens.js';

export interface TokenGuardOptions {
  /** `iss`. */
  readonly issuer: string;
  /** `aud`: `rollcall:` and one of {@link AUDIENCES}. */
  readonly audience: string;
  readonly keys: Pick<KeySet, 'keyFor'>;
  readonly revocations: RevocationLookUp;
  /** While the process begins to read what was revoked: see `judgeToken`. */
  readonly isCatchingUp?: () => boolean;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
  /** Slows who guesses. */
  readonly failures?: FailedCredentials;
  /** What a reader may ask; without it as much as it likes. */
  readonly rates?: ReaderRates;
  /** Tells the tenant of each read by a grant before it is answered; without it nobody reads by one here. */
  readonly onGranted?: (read: GrantedRead) => Promise<void>;
}

/** Whose token it was: set by {@link TokenGuard}, read with {@link readerOf}. */
export interface Reader {
  readonly tenantId: string;
  readonly readerId: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    tenantId?: string;
    readerId?: string;
  }
}

/**
 * Lets through who has a JWT of the issuer for this audience, and sets `tenantId` and `readerId` of the request.
 * Everything else is the same 401: missing, malformed, expired, foreign or meant for another service (RFC 6750 §3.1).
 * EdDSA only: neither `none` nor a public key used as a shared secret gets as far as a key (RFC 8725 §3.1).
 */
export class TokenGuard implements CanActivate {
  readonly #options: TokenGuardOptions;
  readonly #tokens: VerifiedTokens<Verified>;

  /** Nest makes a class named in `@UseGuards` itself: name a subclass there that injects its options. */
  constructor(options: TokenGuardOptions) {
    if ((options as TokenGuardOptions | undefined) === undefined) {
      throw new Error('TokenGuard was made without options: name a subclass that injects them in @UseGuards');
    }
    this.#options = options;
    this.#tokens = new VerifiedTokens(options.now);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // The door has asked already, where there is one.
    if (request.tenantId === undefined) await this.admit(request);
    return true;
  }

  /** @throws UNAUTHENTICATED, TooManyFailures or RateExceeded */
  async admit(request: FastifyRequest): Promise<void> {
    const found = await this.#identify(request.headers.authorization);
    if ('reason' in found) throw this.#options.failures?.refusal(request, found, UNAUTHENTICATED) ?? UNAUTHENTICATED;
    const { tenantId, readerId } = found;
    request.tenantId = tenantId;
    request.readerId = readerId;
    const { caller } = found;
    // Of somebody who signed in the console alone has seen the address.
    const address = caller.address ?? this.#options.failures?.rangeOf(request) ?? null;
    rememberCaller(request, { ...caller, address });
    if (caller.grant !== null) tellAfterwards(request, this.#options.onGranted);
    noteRequest(request, caller.kind === 'account' ? { tenantId, accountId: readerId } : { readerId });
  }

  async #identify(authorization: string | undefined): Promise<Verified | Failure> {
    if (authorization === undefined) return { reason: 'missing' };
    const token = bearerIn(authorization);
    if (!isJwt(token)) return { reason: 'malformed' };
    const found = this.#tokens.find(token) ?? this.#failureSeen(token) ?? (await this.#verified(token));
    if ('reason' in found) return found;
    await this.#options.rates?.charge(found);
    const isRevoked = await this.#isRevoked(found);
    return isRevoked ? { reason: 'revoked', clientId: found.readerId } : found;
  }

  /** What can be seen without a key: for what cannot be right no signature is computed. */
  #failureSeen(token: string): Failure | undefined {
    const claims = claimsIn(token);
    if (claims === undefined) return { reason: 'malformed' };
    const clientId = claims.sub ?? '';
    const { issuer, audience } = this.#options;
    if (claims.iss !== issuer || ![claims.aud].flat().includes(audience)) return { reason: 'foreign', clientId };
    // Of a set of one key the library takes that for a token which names none: a withdrawn one would not be known by its id.
    if (!namesKey(token)) return { reason: 'malformed', clientId };
    const now = Math.floor(Date.now() / 1_000);
    // It would count as issued a moment ago for as long as whoever has made it likes.
    if ((claims.iat ?? 0) > now + AHEAD_SECONDS) return { reason: 'malformed', clientId };
    return (claims.exp ?? 0) <= now - TOLERANCE_SECONDS ? { reason: 'expired', clientId } : undefined;
  }

  async #isRevoked({ tenantId, readerId, console, kid, issuedAt, caller: { grant } }: Verified): Promise<boolean> {
    const { revocations, isCatchingUp = () => false, now = Date.now } = this.#options;
    const found = await Promise.all([
      revocations.find('key', kid),
      revocations.find('tenant', tenantId),
      console === null ? revocations.find('reader', readerId) : revocations.find('console', console),
      ...(grant === null ? [] : [revocations.find('grant', grant)]),
    ]);
    const verdict = judgeToken({ found, age: now() / 1_000 - issuedAt, isCatchingUp: isCatchingUp() });
    if (verdict === 'not-yet-known') throw NOT_YET_KNOWN;
    return verdict === 'refused';
  }

  async #verified(token: string): Promise<Verified | Failure> {
    const { issuer, audience, keys } = this.#options;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, (header) => keys.keyFor(header), {
        issuer,
        audience,
        algorithms: ['EdDSA'],
        requiredClaims: ['exp', 'iat', 'sub', 'tid'],
        clockTolerance: TOLERANCE_SECONDS,
      });
      const claimed = claimsOf(payload, audience);
      if (claimed === null) return { reason: 'malformed' };
      const found = { ...claimed, kid: protectedHeader.kid ?? '', issuedAt: payload.iat ?? 0 };
      this.#tokens.keep(token, found, (payload.exp ?? 0) * 1_000);
      return found;
    } catch (error) {
      const isKeyUnknown = error instanceof errors.JWKSNoMatchingKey;
      return { reason: isKeyUnknown ? 'unknown-key' : 'forged', clientId: claimsIn(token)?.sub ?? '' };
    }
  }
}

/** A JWT has three parts (RFC 7515 §7.1); no other credential of ours has a dot. */
export function isJwt(token: string | undefined): token is string {
  return token !== undefined && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

const NOT_YET_KNOWN = new Problem(
  503,
  'catching-up',
  'This service has just started, and is still reading which readers were revoked meanwhile; ask again in a few seconds.',
);

const TOLERANCE_SECONDS = 5;
/** How far the issuer's clock may be before ours. */
const AHEAD_SECONDS = 60;

interface Verified extends Claimed {
  readonly kid: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

/** As they are said: nothing has been verified. */
function claimsIn(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

function namesKey(token: string): boolean {
  try {
    return typeof decodeProtectedHeader(token).kid === 'string';
  } catch {
    return false;
  }
}

/** The reader that the guard let through. */
export function readerOf(request: FastifyRequest): Reader {
  const { tenantId, readerId } = request;
  if (tenantId === undefined || readerId === undefined) throw UNAUTHENTICATED;
  return { tenantId, readerId };
}
