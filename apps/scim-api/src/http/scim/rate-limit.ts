import type { FastifyRequest } from 'fastify';
import { LARGE_EVENT_BYTES, largeEventBytes } from '#outbox';
import { ScimError } from '#scim';
import { Kept } from '#service';
import type { RateLimits } from '../../tenants/rate-limits.js';
import type { Decision } from '../../writes/outcome.js';
import { largeRowCharacters } from '../../storage/resource-row.js';
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
        `repeat after ${retryAfter} s, or ask the operator for a higher limit. ` +
        `A large write counts as one for each ${LARGE_EVENT_BYTES / 1024} kB.`,
      retryAfter,
    );
  }
}

interface Account {
  readonly limits: RateLimits;
  /** What the request has paid so far, and what it has come to. */
  paid: number;
  due: number;
}

const accountOf = new Kept<FastifyRequest, Account>();

/** A request costs one, and one more for each {@link LARGE_EVENT_BYTES} that it says to send. @throws RateLimitedError */
export function chargeRequest(request: FastifyRequest, limits: RateLimits): void | Promise<void> {
  const account = { limits, paid: 0, due: 0 };
  accountOf.set(request, account);
  return payUpTo(request, account, costOf(Number(request.headers['content-length'] ?? 0)));
}

/**
 * The operations of a Bulk, before any of them is run. More of them than half the burst are let in at half a bucket, and
 * paid off by what comes later.
 *
 * @throws RateLimitedError
 */
export async function chargeOperations(request: FastifyRequest, operations: number): Promise<void> {
  const account = accountOf.get(request);
  if (account !== undefined) await payUpTo(request, account, operations);
}

/**
 * What a change has come to: its event is kept, published, and read by everybody. A small message may change a large
 * resource, so it is known afterwards, and what comes later pays for it.
 */
export function chargeWritten(request: FastifyRequest, decision: Decision): void {
  const account = accountOf.get(request);
  const { connectionId, rateLimit } = identityOf(request);
  if (account === undefined || rateLimit === null) return;
  account.due += costOf(sizeOf(decision));
  const lacks = account.due - account.paid;
  if (lacks <= 0) return;
  account.paid = account.due;
  account.limits.owe(connectionId, rateLimit, lacks);
}

/** What was found as it should be was read, too. */
function sizeOf(decision: Decision): number {
  if ('event' in decision) return largeEventBytes(decision.event);
  if (decision.kind !== 'unchanged') return 0;
  return largeRowCharacters('user' in decision ? decision.user.attributes : decision.group.attributes);
}

function costOf(bytes: number): number {
  return 1 + Math.floor(Math.max(0, bytes) / LARGE_EVENT_BYTES);
}

/** At once where so much was leased before. */
function payUpTo(request: FastifyRequest, account: Account, cost: number): void | Promise<void> {
  const { connectionId, rateLimit } = identityOf(request);
  const lacks = cost - account.paid;
  if (rateLimit === null || lacks <= 0) return undefined;
  if (!account.limits.spend(connectionId, rateLimit, lacks)) return payWhenLeased(request, account, cost);
  account.paid = cost;
}

async function payWhenLeased(request: FastifyRequest, account: Account, cost: number): Promise<void> {
  const { connectionId, rateLimit } = identityOf(request);
  if (rateLimit === null) return;
  const seconds = await account.limits.take(connectionId, rateLimit, cost - account.paid);
  if (seconds === 0) {
    account.paid = cost;
    return;
  }
  countThrottled();
  throw new RateLimitedError(seconds, rateLimit);
}
