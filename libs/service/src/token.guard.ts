import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import { bearerIn } from './bearer.js';
import { judgeToken } from './judge-token.js';
import type { KeySet } from './key-set.js';
import { noteRequest } from './observe-http.js';
import { Problem, UNAUTHENTICATED } from './problem.js';
import type { RevocationLookUp } from './revocations.js';

export interface TokenGuardOptions {
  /** `iss`. */
  readonly issuer: string;
  /** `aud`: `rollcall:directory`, `rollcall:audit` or `rollcall:notifier`. */
  readonly audience: string;
  readonly keys: Pick<KeySet, 'keyFor'>;
  readonly revocations: RevocationLookUp;
  /** While the process begins to read what was revoked: see `judgeToken`. */
  readonly isCatchingUp?: () => boolean;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Lets through who has a JWT of the issuer for this audience, and sets `tenantId` and `readerId` of the request.
 * Everything else is the same 401: missing, malformed, expired, foreign or meant for another service (RFC 6750 §3.1).
 * EdDSA only: neither `none` nor a public key used as a shared secret gets as far as a key (RFC 8725 §3.1).
 */
export class TokenGuard implements CanActivate {
  private readonly options: TokenGuardOptions;

  /** Nest makes a class named in `@UseGuards` itself: name a subclass there that injects its options. */
  constructor(options: TokenGuardOptions) {
    if ((options as TokenGuardOptions | undefined) === undefined) {
      throw new Error('TokenGuard was made without options: name a subclass that injects them in @UseGuards');
    }
    this.options = options;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reader = await this.verify(request.headers.authorization);
    request.tenantId = reader.tenantId;
    request.readerId = reader.readerId;
    noteRequest(request, { readerId: reader.readerId });
    return true;
  }

  private async verify(authorization: string | undefined): Promise<Reader> {
    const token = bearerIn(authorization);
    if (token === undefined || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw UNAUTHENTICATED;
    const { payload, protectedHeader } = await this.verified(token);
    const reader = readerIn(payload);
    await this.assertNotRevoked(reader.readerId, { kid: protectedHeader.kid ?? '', issuedAt: payload.iat ?? 0 });
    return reader;
  }

  private async assertNotRevoked(
    readerId: string,
    { kid, issuedAt }: { readonly kid: string; readonly issuedAt: number },
  ): Promise<void> {
    const { revocations, isCatchingUp = () => false, now = Date.now } = this.options;
    const found = await Promise.all([revocations.find('key', kid), revocations.find('reader', readerId)]);
    const verdict = judgeToken({ found, age: now() / 1_000 - issuedAt, isCatchingUp: isCatchingUp() });
    if (verdict === 'refused') throw UNAUTHENTICATED;
    if (verdict === 'not-yet-known') throw NOT_YET_KNOWN;
  }

  private async verified(token: string): Promise<JWTVerifyResult> {
    const { issuer, audience, keys } = this.options;
    try {
      return await jwtVerify(token, (header) => keys.keyFor(header), {
        issuer,
        audience,
        algorithms: ['EdDSA'],
        requiredClaims: ['exp', 'iat', 'sub', 'tid'],
        clockTolerance: 5,
      });
    } catch {
      throw UNAUTHENTICATED;
    }
  }
}

const NOT_YET_KNOWN = new Problem(
  503,
  'catching-up',
  'This service has just started, and is still reading which readers were revoked meanwhile; ask again in a few seconds.',
);

function readerIn(payload: JWTPayload): Reader {
  const { tid, sub } = payload;
  if (typeof tid !== 'string' || !UUID.test(tid) || sub === undefined) throw UNAUTHENTICATED;
  return { tenantId: tid, readerId: sub };
}

/** The reader that the guard let through. */
export function readerOf(request: FastifyRequest): Reader {
  const { tenantId, readerId } = request;
  if (tenantId === undefined || readerId === undefined) throw UNAUTHENTICATED;
  return { tenantId, readerId };
}
