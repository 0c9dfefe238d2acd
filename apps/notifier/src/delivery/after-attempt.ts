/**
 * The life of a delivery, in words.
 *
 * `waiting`     An intent whose recipient, or whose end, is not known yet: a joiner without a manager, a group that still
 *               grows. The rules settle it: it becomes `pending` or `suppressed`. The API calls it `pending`, too.
 * `pending`     Addressed; will be tried at `due_at`.
 * `sending`     One process has claimed it (committed before it speaks to the server) until `lease_until`. `phase` is
 *               `envelope` until the server is ready for the message, and `data` (committed before its first byte) after.
 * `accepted`    The server answered 2xx. Final.
 * `uncertain`   The message was under way and no answer came: the connection was cut, or the process died in phase
 *               `data`. It is never sent again by itself; a person may say so (resend), and it is `pending` again.
 * `failed`      The server refused it for good, or for too long. A person may resend it.
 * `gathered`    The mailbox has had enough mails of the period: a digest, which `digest_id` names, tells of it. Final.
 * `suppressed`  Nobody is written to, and `reason` says why. Final.
 *
 * A process that dies in phase `envelope` leaves a lease that expires: the delivery is `pending` again, the server never
 * had the message. An answer that comes after the lease expired still counts, unless somebody has resent meanwhile.
 */
import type { Attempt } from './channel.js';

export type Verdict =
  | { readonly status: 'accepted' }
  | { readonly status: 'uncertain' | 'failed'; readonly reason: string }
  | { readonly status: 'pending'; readonly reason: string; readonly dueAt: Date };

export interface RetryLimits {
  /** A server that answers 4xx this often has refused. */
  readonly maxAttempts: number;
  /** A server that cannot be reached is tried for this long from the first attempt on, in milliseconds. */
  readonly giveUpAfterMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

export interface Tried {
  /** Attempts so far, this one included. */
  readonly attempts: number;
  /** Of these, how many the server answered with 4xx before this one. */
  readonly refusals: number;
  /** From when the age is counted: its first attempt, or the last resend. */
  readonly since: Date;
}

export interface RetryContext {
  readonly now: Date;
  readonly limits: RetryLimits;
  /** In [0, 1): spreads the retries of many deliveries that failed together. */
  readonly random: number;
}

export function afterAttempt(attempt: Attempt, tried: Tried, context: RetryContext): Verdict {
  switch (attempt.kind) {
    case 'accepted':
      return { status: 'accepted' };
    case 'cut-off':
      return { status: 'uncertain', reason: attempt.because };
    case 'refused':
      if (attempt.permanent) return { status: 'failed', reason: attempt.because };
      if (tried.refusals + 1 >= context.limits.maxAttempts) return { status: 'failed', reason: attempt.because };
      return retry(attempt.because, tried, context);
    case 'unsent':
      // Says something about the server or the way to it, nothing about this mail: only time ends it.
      return retry(attempt.because, tried, context);
  }
}

function retry(reason: string, tried: Tried, { now, limits, random }: RetryContext): Verdict {
  if (now.getTime() - tried.since.getTime() >= limits.giveUpAfterMs) return { status: 'failed', reason };
  return { status: 'pending', reason, dueAt: new Date(now.getTime() + backOff(tried.attempts, limits, random)) };
}

/** Doubles from `firstWaitMs` to `longestWaitMs`, give or take a fifth. */
export function backOff(
  attempts: number,
  limits: Pick<RetryLimits, 'firstWaitMs' | 'longestWaitMs'>,
  random: number,
): number {
  const exponent = Math.min(Math.max(attempts - 1, 0), 30);
  const wait = Math.min(limits.firstWaitMs * 2 ** exponent, limits.longestWaitMs);
  return Math.round(wait * (0.8 + 0.4 * random));
}
