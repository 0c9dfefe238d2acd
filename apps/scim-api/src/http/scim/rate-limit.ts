import type { FastifyRequest } from 'fastify';
import { ScimError } from '#scim';
import { Kept } from '#service';
import type { RateLimits } from '../../tenants/rate-limits.js';
import { identityOf } from './identity.js';
import { countThrottled } from './instruments.js';

/** 429 with the time after which the request would be let in (RFC 6585 §4). */
export class ThrottledError extends ScimError {
  constructor(
    detail: string,
    /** Whole seconds, at least one (RFC 9110 §10.2.3). */
    readonly retryAfter: number,
  ) {
    super('too-many-requests', detail);
  }
}

/** The connection sends more than its rate limit. */
class RateLimitedError extends ThrottledError {
  constructor(seconds: number, { perSecond, burst }: { readonly perSecond: number; readonly burst: number }) {
    const retryAfter = Math.max(1, Math.ceil(seconds));
    super(
      `This connection may send ${perSecond} requests per second, and ${burst} at once; ` +
        `repeat after ${retryAfter} s, or ask the operator for a higher limit.`,
      retryAfter,
    );
  }
}

const limitsOf = new Kept<FastifyRequest, RateLimits>();

/** A request costs one. @throws RateLimitedError */
export async function chargeRequest(request: FastifyRequest, limits: RateLimits): Promise<void> {
  limitsOf.set(request, limits);
  await charge(request, 1);
}

/**
 * The operations of a Bulk, before any of them is run; the first one was paid with the request. More of them than
 * half the burst are let in at half a bucket, and paid off by what comes later.
 *
 * @throws RateLimitedError
 */
export async function chargeOperations(request: FastifyRequest, operations: number): Promise<void> {
  if (operations > 1) await charge(request, operations - 1);
}

async function charge(request: FastifyRequest, cost: number): Promise<void> {
  const { connectionId, rateLimit } = identityOf(request);
  if (rateLimit === null) return;
  const seconds = await limitsOf.get(request)?.take(connectionId, rateLimit, cost);
  if (seconds === undefined || seconds === 0) return;
  countThrottled();
  throw new RateLimitedError(seconds, rateLimit);
}
